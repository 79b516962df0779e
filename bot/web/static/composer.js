// Where a message is written: by whom, of what kind, answering what, calling whom.

import { $, fill, h, icon } from "/static/dom.js";
import { dayTime, getLang, t } from "/static/i18n.js";
import { act, readPicture } from "/static/api.js";
import { ask, complain } from "/static/ask.js";
import { gist } from "/static/entries.js";
import { hideSlash, slashKey, slashList } from "/static/slash.js";
import { muted, on, people, room, speakAs, speaker, state } from "/static/state.js";

const ADVERT = "加薇❤️领返利 vx12345";
const TRIES = {
  zh: ["签到", ADVERT, "/帮助", "/积分", "/为什么", "/案件"],
  en: ["签到", ADVERT, "/help", "/points", "/why", "/cases"],
};
const OFFICE = { zh: ["/在 妈妈好物* /状态", "/在 * /暂停", "/待审"], en: ["/in 妈妈好物* /status", "/in * /pause", "/reviews"] };
const STICKERS = ["👍", "🎉", "😂", "🙏", "🌹", "🤝"];
const ICON = {
  image: "image", link: "link", mini_program: "mini", contact: "card", red_packet: "packet", sticker: "sticker",
  forwarded: "record", voice: "voice", video: "video", file: "file",
};
const draft = { quote: null, busy: false, open: false };
const parts = {};

const QUESTIONS = {
  link: () => [{ name: "url", label: t("field.url"), value: "https://" }, { name: "title", label: t("field.title"), required: false }],
  mini_program: () => [{ name: "app_id", label: t("field.app"), value: "wx" }, { name: "title", label: t("field.title"), required: false }],
  contact: () => [{ name: "id", label: t("field.contact") }, { name: "name", label: t("field.name"), required: false }],
  red_packet: () => [{ name: "text", label: t("field.wish"), value: t("wish"), required: false }],
  image: () => [
    { name: "file", label: t("field.image"), kind: "file", required: false },
    { name: "text", label: t("field.caption"), required: false },
  ],
  forwarded: () => [{ name: "lines", label: t("field.record"), kind: "lines", placeholder: t("field.record.hint") }],
  voice: () => [{ name: "text", label: t("field.transcript"), required: false }],
  video: () => [{ name: "text", label: t("field.caption.video"), required: false }],
  file: () => [{ name: "text", label: t("field.file"), value: "价目表.pdf" }],
  sticker: () => [{ name: "text", label: t("field.sticker"), kind: "choice", options: STICKERS }],
};
const CARDS = new Set(["link", "mini_program", "contact"]);

/** A chat record from its lines: `name: text`, or a text alone. */
const record = (lines) => lines.split("\n").filter((line) => line.trim()).map((line) => {
  const [, name, text] = line.match(/^\s*([^:：]{1,30})[:：]\s*(.+)$/) ?? [null, "", line.trim()];
  return { name, text };
});

const carried = async (kind, answer) => {
  if (kind === "forwarded") return { forwarded: record(answer.lines) };
  if (kind === "image") return { text: answer.text, picture: answer.file.size ? await readPicture(answer.file) : null };
  return CARDS.has(kind) ? { [kind]: answer } : answer;
};

/** Post as the chosen speaker; true if it was taken. */
async function post(body) {
  if (draft.busy) return false;
  draft.busy = true;
  try {
    await act("post", state.current, { member: speaker().id, quote: draft.quote?.id, ...body });
    quote(null);
    return true;
  } catch (error) {
    complain(error);
    return false;
  } finally {
    draft.busy = false;
  }
}

async function send() {
  const text = parts.text.value;
  if (!text.trim()) return;
  const mentions = people().filter((one) => text.includes(`@${one.name}`)).map((one) => one.id);
  hideSlash();
  if (await post({ text, mentions })) write("");
}

async function sendKind(kind) {
  more(false);
  const answer = await ask(t(`kind.${kind}`), QUESTIONS[kind](), { action: t("send") });
  if (!answer) return;
  try {
    await post({ kind, ...(await carried(kind, answer)) });
  } catch (error) {
    complain(error);
  }
}

async function mention() {
  const options = people().filter((one) => one.id !== speaker().id).map((one) => [one.id, one.name]);
  const answer = await ask(t("mention"), [{ name: "id", label: t("mention.whom"), kind: "select", options }]);
  const name = options.find(([id]) => id === answer?.id)?.[1];
  if (!name) return;
  const typed = parts.text.value;
  write(`${typed.endsWith("@") ? typed.slice(0, -1) : typed}@${name} `);
}

/** Answer a line; null takes the quote back. */
export function quote(entry) {
  draft.quote = entry;
  fill(parts.quote, entry && [
    h("span", {}, t("quoting", { name: entry.member.name }), h("bdi", {}, gist(entry).slice(0, 80))),
    h("button", { class: "ghost round", "aria-label": t("unquote"), onclick: () => quote(null) }, icon("close")),
  ]);
  if (entry) parts.text.focus();
}

function write(text) {
  parts.text.value = text;
  parts.text.focus();
  parts.text.dispatchEvent(new Event("input")); // as if it had been typed
}

function fit() {
  parts.text.style.height = "auto";
  parts.text.style.height = `${Math.min(parts.text.scrollHeight, 140)}px`;
  parts.send.disabled = !parts.text.value.trim();
}

function more(open) {
  draft.open = open;
  parts.menu.hidden = !open;
  parts.more.setAttribute("aria-expanded", String(open));
  if (open) parts.menu.querySelector("button").focus();
}

function keys(event) {
  if (event.isComposing || event.keyCode === 229) return; // Enter that ends a Chinese input
  if (slashKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "@") {
    event.preventDefault();
    mention();
  }
}

function speakers() {
  const one = speaker();
  const select = h("select", { id: "speaker", onchange: (event) => speakAs(event.target.value) }, people().map((person) =>
    h("option", { value: person.id, selected: person.id === one?.id },
      person.role === "member" ? person.name : `${person.name} · ${t(`role.${person.role}`)}`)));
  fill(parts.speaker, h("label", { for: "speaker" }, t("speak")), select);
  const hush = one && muted(one);
  parts.text.placeholder = hush ? t("muted.hint", { name: one.name, until: dayTime(one.muted_until) }) : t("text.hint");
}

function suggestions() {
  const of = state.current === "office" ? OFFICE : TRIES;
  fill(parts.tries, of[getLang()].map((text) => h("button", { class: "chip", onclick: () => write(text) }, text)));
}

function build() {
  const typed = parts.text?.value ?? "";
  Object.assign(parts, {
    speaker: h("div", { class: "speaker" }),
    tries: h("div", { class: "tries", role: "group", "aria-label": t("try") }),
    quote: h("div", { class: "quoting" }),
    text: h("textarea", { id: "text", rows: 1, maxlength: 5000, "aria-label": t("text"), enterkeyhint: "send", oninput: fit, onkeydown: keys, value: typed }),
    more: h("button", { class: "ghost round", "aria-label": t("more"), title: t("more"), "aria-expanded": "false", onclick: () => more(!draft.open) }, icon("plus")),
    send: h("button", { class: "primary round", "aria-label": t("send"), title: t("send"), onclick: send }, icon("send")),
    menu: h("div", { class: "menu", hidden: true, onkeydown: (event) => event.key === "Escape" && (more(false), parts.more.focus()) },
      Object.keys(ICON).map((kind) => h("button", { "data-kind": kind, onclick: () => sendKind(kind) }, icon(ICON[kind]), h("span", {}, t(`kind.${kind}`))))),
  });
  fill($("composer"),
    h("div", { class: "bar" }, parts.speaker, parts.tries), parts.quote,
    slashList(parts.text, write), h("div", { class: "write" }, parts.more, parts.text,
      h("button", { class: "ghost round", "aria-label": t("mention"), title: t("mention"), onclick: mention }, icon("at")), parts.send),
    parts.menu);
  refresh();
  quote(draft.quote);
}

function refresh() {
  $("composer").hidden = !room();
  if (room()) speakers();
  suggestions();
  fit();
}

export function start() {
  build();
  on("lang", build);
  on("world room speaker clock view", refresh);
  on("open", () => {
    quote(null);
    refresh();
  });
}
