// Beside the chat: the members, tasks for persons, private messages, and how everything is.

import { $, avatar, fill, h, icon } from "/static/dom.js";
import { dayTime, t } from "/static/i18n.js";
import { act } from "/static/api.js";
import { ask, complain } from "/static/ask.js";
import { muted, on, people, room, speakAs, speaker, state } from "/static/state.js";

const TABS = ["members", "tasks", "directs", "state"];
let tab = "members";

const RANK = { owner: 5, operator: 4, moderator: 3, helper: 2, partner: 1, member: 0 };

/** Who removes a member by hand: the speaker if they may, else the owner. */
function remover(one) {
  const by = speaker();
  const may = RANK[by.role] >= RANK.moderator && RANK[by.role] > RANK[one.role];
  return may ? by : people().find((other) => other.role === "owner");
}

async function join() {
  const inviters = [["", t("nobody")], ...people().map((one) => [one.id, one.name])];
  const answer = await ask(t("join"), [
    { name: "name", label: t("join.name") },
    { name: "inviter", label: t("join.inviter"), kind: "select", options: inviters },
  ]);
  if (answer) await act("join", state.current, { name: answer.name, inviter: answer.inviter || null }).catch(complain);
}

const doer = (what, body) => () => act(what, state.current, body).catch(complain);

function acts(one) {
  const button = (key, onclick, style = "") =>
    h("button", { class: `small ${style}`, "aria-label": t(`${key}.who`, { name: one.name }), onclick }, t(key));
  if (one.role === "bot") return [];
  if (one.state !== "here") return [button("invite", doer("join", { member: one.id, inviter: speaker().id }))];
  if (one.role === "owner") return [];
  return [
    button("leave", doer("leave", { member: one.id })),
    button("kick", doer("kick", { member: one.id, by: remover(one)?.id }), "danger"),
  ];
}

function person(one) {
  const speaking = one.id === speaker()?.id;
  const talks = one.state === "here" && one.role !== "bot";
  const state = one.state !== "here" ? t(`seat.${one.state}`) : muted(one) ? t("seat.muted") : "";
  const face = [avatar(one, true), h("span", { class: "lines" }, h("bdi", { class: "name" }, one.name),
    h("span", { class: "tags" }, one.role !== "member" && h("span", { class: `role ${one.role}` }, t(`role.${one.role}`)),
      state && h("span", { class: "held" }, state)))];
  const name = talks
    ? h("button", { class: "who", "data-key": one.id, "aria-pressed": String(speaking), title: t("speakas", { name: one.name }), onclick: () => speakAs(one.id) }, face)
    : h("div", { class: "who" }, face);
  return h("li", { class: `person ${one.state}`, "data-member": one.id }, name, h("span", { class: "acts" }, acts(one)));
}

const VIEWS = {
  members() {
    const open = room();
    if (!open) return h("p", { class: "none" }, t("noplayground"));
    const gone = open.seats.filter((one) => one.state !== "here");
    return [
      h("button", { class: "wide", onclick: join }, icon("plus"), t("join")),
      h("ul", { class: "people" }, open.seats.filter((one) => one.state === "here").map(person)),
      open.crowd > 0 && h("p", { class: "none" }, t("crowd", { n: open.crowd })),
      gone.length > 0 && [h("h3", { class: "label" }, t("gone")), h("ul", { class: "people" }, gone.map(person))],
    ];
  },
  tasks() {
    const { tasks } = state.panel;
    if (tasks.length === 0) return h("p", { class: "none" }, t("tasks.none"));
    return h("ul", { class: "cards" }, tasks.map((task) => h("li", { class: "task" },
      h("p", {}, task.text),
      h("p", { class: "fine" }, t("task.to", { to: t(`role.${task.to}`, {}, task.to ?? "") }), " · ", h("bdi", {}, task.room.name), " · ",
        dayTime(task.at)),
      h("p", { class: "fine" }, h("code", {}, task.rule)))));
  },
  directs() {
    const lines = [...state.rooms.values()].flatMap((one) => one.entries.filter((entry) => entry.what === "direct").map((entry) => ({ one, entry })));
    if (lines.length === 0) return h("p", { class: "none" }, t("directs.none"));
    lines.sort((a, b) => Date.parse(b.entry.at) - Date.parse(a.entry.at));
    return h("ul", { class: "cards" }, lines.map(({ one, entry }) => h("li", { class: "private" },
      h("p", { class: "who" }, avatar(entry.to, true), t("flow.direct", { name: entry.to.name })), h("p", {}, entry.text),
      h("p", { class: "fine" }, h("bdi", {}, one.name), " · ", dayTime(entry.at)))));
  },
  state() {
    const { gateways, problems, parts, ready } = state.panel;
    return [
      h("h3", { class: "label" }, t("gateways")), h("ul", { class: "cards" }, gateways.map(gateway)),
      h("h3", { class: "label" }, t("rulebook")),
      problems.length > 0
        ? h("ul", { class: "cards" }, problems.map((problem) => h("li", { class: "problem" }, h("pre", {}, problem))))
        : h("p", { class: "none good" }, icon("check"), t("rulebook.ok")),
      h("h3", { class: "label" }, t("parts")),
      h("p", { class: `none ${ready ? "good" : "bad"}` }, icon(ready ? "check" : "close"), t(ready ? "ready" : "notready")),
      h("dl", { class: "parts" }, Object.entries(parts).flatMap(([name, value]) =>
        [h("dt", {}, name), h("dd", {}, typeof value === "string" ? value : JSON.stringify(value))])),
    ];
  },
};

function gateway(one) {
  const path = [one.platform, one.account].map(encodeURIComponent).join("/");
  return h("li", { class: `gateway ${one.state}` },
    h("p", { class: "who" }, h("span", { class: "dot" }), h("b", {}, one.platform), one.account !== one.platform && ` ${one.account}`,
      h("span", { class: "stateword" }, t(`gateway.${one.state}`))),
    h("p", { class: "fine" }, t("gateway.since", { time: dayTime(one.since) })),
    one.detail && h("p", {}, one.detail),
    one.qr && [h("img", { class: "qr", src: `/api/gateways/${path}/qr.svg?${encodeURIComponent(one.qr)}`, alt: t("gateway.qr", { account: one.account }) }),
      h("p", { class: "fine" }, t("gateway.scanhint"))]);
}

function tabButton(name) {
  const counts = { tasks: state.panel.tasks.length, state: state.panel.problems.length };
  return h("button",
    {
      role: "tab", id: `tab-${name}`, "aria-selected": String(tab === name), "aria-controls": "tabpanel", tabindex: tab === name ? 0 : -1,
      onclick: () => choose(name), onkeydown: arrows,
    },
    t(name), counts[name] > 0 && h("span", { class: "badge" }, String(counts[name])));
}

function choose(name) {
  tab = name;
  render();
  $(`tab-${name}`).focus();
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) choose(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]);
}

function render() {
  const close = () => ($("app").dataset.view = "chat");
  fill($("side"),
    h("header", {}, h("div", { role: "tablist", "aria-label": t("side") }, TABS.map(tabButton)),
      h("button", { class: "ghost round narrow", "aria-label": t("close"), onclick: close }, icon("close"))),
    h("div", { id: "tabpanel", role: "tabpanel", "aria-labelledby": `tab-${tab}`, tabindex: 0 }, VIEWS[tab]()));
}

export function start() {
  on("world room open lang speaker panel clock", render);
  on("entry", ({ entry }) => entry.what === "direct" && render());
  render();
}
