// Who sits in the open room, and what can be done with them.

import { avatar, h, icon } from "/static/dom.js";
import { t } from "/static/i18n.js";
import { act } from "/static/api.js";
import { ask, complain } from "/static/ask.js";
import { may, muted, people, rank, room, speakAs, speaker, state, view } from "/static/state.js";

const ROLES = ["member", "partner", "helper", "moderator", "operator", "owner"];

/** Who removes a member by hand: the speaker if they may, else the owner. */
function remover(one) {
  const by = speaker();
  return may(by, "moderator") && rank(by) > rank(one) ? by : people().find((other) => other.role === "owner");
}

async function join() {
  const inviters = [["", t("nobody")], ...people().map((one) => [one.id, one.name])];
  const answer = await ask(t("join"), [
    { name: "name", label: t("join.name") },
    { name: "inviter", label: t("join.inviter"), kind: "select", options: inviters },
  ]);
  if (answer) await act("join", state.current, { name: answer.name, inviter: answer.inviter || null }).catch(complain);
}

async function appoint(one) {
  const options = ROLES.map((role) => [role, t(`role.${role}`)]);
  const fields = [{ name: "role", label: t("appoint.role"), kind: "select", options, value: one.role }];
  const answer = await ask(t("appoint.who", { name: one.name }), fields, { hint: t("appoint.hint") });
  if (answer) await act("appoint", state.current, { member: one.id, role: answer.role }).catch(complain);
}

async function whisper(one) {
  const answer = await ask(t("whisper.who", { name: one.name }), [{ name: "text", label: t("whisper.text"), value: t("whisper.promise") }],
    { action: t("send"), hint: t("whisper.hint") });
  if (answer) await act("whisper", state.current, { member: one.id, text: answer.text }).catch(complain);
}

const doer = (what, body) => () => act(what, state.current, body).catch(complain);

function acts(one) {
  const button = (key, onclick, style = "") =>
    h("button", { class: `small ${style}`, "aria-label": t(`${key}.who`, { name: one.name }), onclick }, t(key));
  if (one.role === "bot") return [];
  const privately = button("whisper", () => whisper(one), "ghost");
  if (one.state !== "here") return [privately, button("invite", doer("join", { member: one.id, inviter: speaker().id }))];
  if (one.role === "owner") return [];
  const name = t("appoint.who", { name: one.name });
  return [
    h("button", { class: "small ghost", "aria-label": name, title: name, onclick: () => appoint(one) }, icon("shield")),
    button("leave", doer("leave", { member: one.id })),
    button("kick", doer("kick", { member: one.id, by: remover(one)?.id }), "danger"),
  ];
}

function person(one) {
  const speaking = one.id === speaker()?.id;
  const talks = one.state === "here" && one.role !== "bot";
  const state = one.state !== "here" ? t(`seat.${one.state}`) : muted(one) ? t("seat.muted") : "";
  const given = view().staff[one.id];
  const role = ROLES.indexOf(given) > ROLES.indexOf(one.role) ? given : one.role;
  const face = [avatar(one, true), h("span", { class: "lines" }, h("bdi", { class: "name" }, one.name),
    h("span", { class: "tags" }, role !== "member" && h("span", { class: `role ${role}` }, t(`role.${role}`)),
      state && h("span", { class: "held" }, state)))];
  const name = talks
    ? h("button", { class: "who", "data-key": one.id, "aria-pressed": String(speaking), title: t("speakas", { name: one.name }), onclick: () => speakAs(one.id) }, face)
    : h("div", { class: "who" }, face);
  return h("li", { class: `person ${one.state}`, "data-member": one.id }, name, h("span", { class: "acts" }, acts(one)));
}

/** The tab of the members. */
export function members() {
  const open = room();
  if (!open) return h("p", { class: "none" }, t("noplayground"));
  const gone = open.seats.filter((one) => one.state !== "here");
  return [
    h("button", { class: "wide", onclick: join }, icon("plus"), t("join")),
    h("ul", { class: "people" }, open.seats.filter((one) => one.state === "here").map(person)),
    open.crowd > 0 && h("p", { class: "none" }, t("crowd", { n: open.crowd })),
    gone.length > 0 && [h("h3", { class: "label" }, t("gone")), h("ul", { class: "people" }, gone.map(person))],
  ];
}
