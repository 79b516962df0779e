// How each line of a room looks.

import { avatar, h, icon } from "/static/dom.js";
import { dayTime, t, time } from "/static/i18n.js";
import { room, seat, speaker } from "/static/state.js";
import { because, why } from "/static/why.js";

const strange = (name) => h("bdi", {}, name); // a name may carry direction marks of its own

/** One line of text for lists and quotes. */
export function gist(entry) {
  if (entry.recalled) return t("flow.recalled");
  if (entry.what !== "message") return (SYSTEM[entry.what] ?? SYSTEM.other)(entry);
  const card = entry.link ?? entry.mini_program;
  const label = entry.kind === "text" ? "" : `[${t(`kind.${entry.kind}`)}] `;
  return `${entry.member.name}: ${label}${card?.title || entry.contact?.name || entry.text || ""}`;
}

const names = (entry) => ({ name: entry.member?.name ?? "", by: entry.by?.name ?? "", text: entry.text });

const SYSTEM = {
  join: (entry) => t(entry.by ? "flow.join.by" : "flow.join", names(entry)),
  leave: (entry) => t(entry.by ? "flow.leave.by" : "flow.leave", names(entry)),
  rename: (entry) => t("flow.rename", names(entry)),
  mute: (entry) => t("flow.mute", { ...names(entry), until: dayTime(entry.until) }),
  invite: (entry) => t("flow.invite", names(entry)),
  role: (entry) => t("flow.role", { ...names(entry), text: t(`role.${entry.text}`) }),
  time: (entry) => t("flow.time", names(entry)),
  announce: (entry) => `${t("notice")}: ${entry.text}`,
  direct: (entry) => `${t("flow.direct", { name: entry.to.name })}: ${entry.text}`,
  whisper: (entry) => `${t("flow.whisper", names(entry))}: ${entry.text}`,
  other: (entry) => entry.text,
};

/** Text with the mentioned names marked. */
function marked(entry) {
  const called = entry.mentions.map((id) => `@${seat(id)?.name ?? id}`).filter((name) => name.length > 1);
  const missing = called.filter((name) => !entry.text.includes(name));
  let parts = [entry.text];
  for (const name of called) {
    parts = parts.flatMap((part) => typeof part !== "string" ? [part] : part.split(name)
      .flatMap((piece, place) => (place ? [h("span", { class: "at" }, name), piece] : [piece])));
  }
  return [missing.map((name) => h("span", { class: "at" }, name, " ")), parts];
}

const host = (url) => {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
};

function card(kind, title, foot, glyph) {
  return h("div", { class: `card ${kind}` },
    h("div", { class: "cardbody" }, h("bdi", { class: "title" }, title), h("span", { class: "glyph", "aria-hidden": "true" }, glyph)),
    h("div", { class: "cardfoot" }, h("span", {}, t(`kind.${kind}`)), foot && h("bdi", {}, foot)));
}

const attached = (kind, entry) => card(kind, entry.text || t(`kind.${kind}`), "", icon(kind));

const CONTENT = {
  text: (entry) => h("div", { class: "text" }, marked(entry)),
  link: (entry) => card("link", entry.link.title || entry.link.url, host(entry.link.url), icon("link")),
  mini_program: (entry) => card("mini_program", entry.mini_program.title || entry.mini_program.app_id, entry.mini_program.app_id, icon("mini")),
  contact: (entry) => card("contact", entry.contact.name || entry.contact.id, entry.contact.id, icon("card")),
  red_packet: (entry) => card("red_packet", entry.text || t("wish"), "", "🧧"),
  image: (entry) => h("div", { class: "picture", role: "img", "aria-label": `${t("kind.image")} ${entry.text}` },
    icon("image"), entry.text && h("bdi", {}, entry.text),
    (entry.picture?.codes ?? []).map((code) => h("bdi", { class: "code" }, code)),
    entry.picture?.text && h("bdi", { class: "code" }, entry.picture.text)),
  forwarded: (entry) => h("div", { class: "text forwarded" }, t("kind.forwarded"), entry.forwarded.map((line) =>
    h("blockquote", {}, line.name && h("b", {}, strange(line.name), ": "), h("bdi", {}, line.text)))),
  voice: (entry) => attached("voice", entry),
  file: (entry) => attached("file", entry),
  video: (entry) => attached("video", entry),
  sticker: (entry) => h("div", { class: "stickerface", role: "img", "aria-label": t("kind.sticker") }, entry.text),
};

function content(entry) {
  if (entry.recalled) return h("div", { class: "text recalled" }, t("flow.recalled"));
  return (CONTENT[entry.kind] ?? ((one) => h("div", { class: "text" }, `[${t(`kind.${one.kind}`, {}, one.kind)}] `, one.text)))(entry);
}

function role(member) {
  return member.role !== "member" && h("span", { class: `role ${member.role}` }, t(`role.${member.role}`));
}

/** The button that answers a question of the bot's, if it asks one: `/yes CODE`, by whom it asked. */
function confirmation(entry, confirm) {
  const asked = entry.text.match(/[/／](?:确认|yes)\s+([\w-]+)/);
  const cause = entry.cause && room().entries.find((line) => line.id === entry.cause.event);
  if (!asked || !cause?.member || cause.member.role === "bot") return null;
  return h("button", { class: "small primary", onclick: () => confirm(cause.member.id, asked[0]) },
    icon("check"), t("confirm.as", { name: cause.member.name, command: asked[0] }));
}

function bubble(entry, { quote, fresh, confirm }) {
  const bot = entry.member.role === "bot";
  const mine = !bot && entry.member.id === speaker()?.id;
  const lead = {
    direct: () => h("div", { class: "lead" }, icon("bell"), t("flow.direct", { name: entry.to.name })),
    whisper: () => h("div", { class: "lead" }, icon("bell"), t("flow.whisper", names(entry))),
    announce: () => h("div", { class: "lead" }, icon("bell"), t("notice")),
  }[entry.what];
  const quotable = entry.what === "message" && !entry.recalled;
  return h("article", { class: `line ${bot ? "bot" : mine ? "mine" : "other"} ${entry.what}` },
    avatar(entry.member),
    h("div", { class: "column" },
      h("div", { class: "who" }, strange(entry.member.name), role(entry.member), h("time", { datetime: entry.at }, time(entry.at))),
      h("div", { class: "row" },
        h("div", { class: `bubble ${entry.recalled ? "text" : entry.kind}` },
          lead?.(),
          !entry.recalled && entry.quote && h("blockquote", {}, entry.quote.text || t("flow.quote.gone")),
          content(entry)),
        quotable && h("button", { class: "ghost quotebutton", "aria-label": `${t("quote")}: ${gist(entry)}`, onclick: () => quote(entry) }, icon("quote"))),
      bot && confirmation(entry, confirm),
      entry.cause && because(entry),
      judged(entry) && why(entry.id, fresh)));
}

function pill(entry, { accept, fresh }) {
  const invited = entry.what === "invite" && seat(entry.member.id)?.state === "invited";
  const event = ["join", "leave", "rename"].includes(entry.what);
  return h("div", { class: `line system ${entry.what}` },
    h("div", { class: "pill" }, entry.what === "time" && icon("clock"), h("bdi", {}, SYSTEM[entry.what](entry)),
      invited && h("button", { class: "small primary", onclick: () => accept(entry.member.id) }, t("accept"))),
    entry.cause && because(entry),
    event && !entry.cause && why(entry.id, fresh));
}

/** The element of a line; `doing` holds what its buttons do. */
export function line(entry, doing) {
  const spoken = ["message", "direct", "whisper", "announce"].includes(entry.what);
  const element = (spoken ? bubble : pill)(entry, doing);
  element.dataset.entry = entry.id;
  element.tabIndex = -1;
  return element;
}

/** Whether the rules judge this line as an event. */
export const judged = (entry) => !entry.cause && entry.member?.role !== "bot" && ["message", "join", "leave", "rename"].includes(entry.what);
