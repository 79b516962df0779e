// Beside the chat: the members, the rules, the cases, what waits for a person, and how everything is.

import { $, fill, h, icon } from "/static/dom.js";
import { dayTime, t } from "/static/i18n.js";
import { inbox, waiting } from "/static/inbox.js";
import { members } from "/static/members.js";
import { cases, rules } from "/static/rules.js";
import { on, state } from "/static/state.js";

const VIEWS = { members, rules, cases, inbox, state: health };
const TABS = Object.keys(VIEWS);
let tab = "members";

function health() {
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
}

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
  const counts = { inbox: waiting(), state: state.panel.problems.length };
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
  $("tabpanel").scrollTop = 0;
  $(`tab-${name}`).focus();
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) choose(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]);
}

function render() {
  const close = () => ($("app").dataset.view = "chat");
  const scrolled = $("tabpanel")?.scrollTop ?? 0;
  fill($("side"),
    h("header", {}, h("div", { role: "tablist", "aria-label": t("side") }, TABS.map(tabButton)),
      h("button", { class: "ghost round narrow", "aria-label": t("close"), onclick: close }, icon("close"))),
    h("div", { id: "tabpanel", role: "tabpanel", "aria-labelledby": `tab-${tab}`, tabindex: 0 }, VIEWS[tab]()));
  $("tabpanel").scrollTop = scrolled;
}

export function start() {
  on("world room open lang speaker panel clock view", render);
  on("entry", ({ entry }) => ["direct", "whisper"].includes(entry.what) && render());
  render();
}
