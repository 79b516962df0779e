// What waits for a person: suspicions to decide, tasks, and what was written in private.

import { avatar, h } from "/static/dom.js";
import { dayTime, t } from "/static/i18n.js";
import { order } from "/static/orders.js";
import { state, view } from "/static/state.js";
import { goto } from "/static/why.js";

function review(one) {
  const decide = (zh, en) => () => order(`/${zh} ${one.number}`, `/${en} ${one.number}`);
  const here = state.rooms.get(state.current)?.entries.some((entry) => entry.id === one.message);
  return h("li", { class: "review", "data-review": one.number },
    h("p", { class: "who" }, h("span", {}, `#${one.number}`), h("bdi", {}, one.member.name || one.member.id), h("span", { class: "spring" }),
      h("span", { class: "weight" }, `${Math.round(one.score * 100)} %`)),
    h("p", {}, h("bdi", {}, one.text)),
    h("p", { class: "fine" }, one.room && [h("bdi", {}, one.room.name || one.room.id), " · "], dayTime(one.at), one.reasons && ` · ${one.reasons}`),
    h("p", { class: "decide" },
      h("button", { class: "small danger", onclick: decide("是广告", "ok") }, t("review.guilty")),
      h("button", { class: "small", onclick: decide("放过", "no") }, t("review.clear")),
      here && h("button", { class: "small ghost", onclick: () => goto(one.message) }, t("why.goto"))));
}

const task = (one) => h("li", { class: "task" },
  h("p", {}, one.text),
  h("p", { class: "fine" }, t("task.to", { to: t(`role.${one.to}`, {}, one.to ?? "") }), " · ", h("bdi", {}, one.room.name), " · ", dayTime(one.at)),
  h("p", { class: "fine" }, h("code", {}, one.rule)));

const PRIVATE = {
  direct: (entry) => [avatar(entry.to, true), t("flow.direct", { name: entry.to.name })],
  whisper: (entry) => [avatar(entry.member, true), t("flow.whisper", { name: entry.member.name })],
};
const direct = ({ one, entry }) => h("li", { class: "private" },
  h("p", { class: "who" }, PRIVATE[entry.what](entry)), h("p", {}, entry.text),
  h("p", { class: "fine" }, h("bdi", {}, one.name), " · ", dayTime(entry.at)));

function directs() {
  const lines = [...state.rooms.values()].flatMap((one) => one.entries.filter((entry) => entry.what in PRIVATE).map((entry) => ({ one, entry })));
  return lines.reverse().sort((a, b) => Date.parse(b.entry.at) - Date.parse(a.entry.at));
}

const section = (name, items, draw) => [
  h("h3", { class: "label" }, t(name)),
  items.length > 0 ? h("ul", { class: "cards" }, items.map(draw)) : h("p", { class: "none" }, t(`${name}.none`)),
];

/** The tab of what waits. */
export const inbox = () => [
  section("reviews", view().reviews, review), section("tasks", state.panel.tasks, task), section("directs", directs(), direct),
];

export const waiting = () => state.panel.tasks.length + view().reviews.length;
