// The open room: its head, its notice and its flow.

import { $, fill, h, icon } from "/static/dom.js";
import { dayTime, t } from "/static/i18n.js";
import { act } from "/static/api.js";
import { ask, complain } from "/static/ask.js";
import { clockButton } from "/static/clock.js";
import { quote } from "/static/composer.js";
import { judged, line } from "/static/entries.js";
import { waiting } from "/static/inbox.js";
import { order } from "/static/orders.js";
import { on, room, speaker, state, view } from "/static/state.js";
import { fetchWhy, forget } from "/static/why.js";

const PAGE = 80; // lines drawn at once
const GAP = 5 * 60 * 1000; // ms of silence after which the time is shown
let shown = PAGE;

async function rename() {
  const fields = [{ name: "name", label: t("rename.name"), value: room().name }];
  const answer = await ask(t("rename"), fields);
  if (answer) await act("rename", state.current, { name: answer.name, by: speaker().id }).catch(complain);
}

function head() {
  const open = room();
  const show = (name) => () => ($("app").dataset.view = name);
  const todo = waiting();
  fill($("head"),
    h("button", { class: "ghost round phone", "aria-label": t("back"), onclick: show("rooms") }, icon("back")),
    h("div", { class: "titles" },
      h("h2", {}, h("bdi", {}, open?.name ?? t("brand")), open && h("span", { class: "count" }, String(open.members)))),
    open && h("button", { class: "ghost round", "aria-label": t("rename"), title: t("rename"), onclick: rename }, icon("pen")),
    h("span", { class: "spring" }),
    open && clockButton(),
    h("button", { class: "ghost round narrow", "aria-label": t("side"), onclick: show("side") }, icon("people"),
      todo > 0 && h("span", { class: "badge" }, String(todo))));
  fill($("notice"), open?.notice && h("details", {}, h("summary", {}, icon("bell"), h("b", {}, t("notice")),
    h("bdi", {}, open.notice))));
}

function alerts() {
  const { problems, ready } = state.panel;
  fill($("alerts"),
    !state.online && h("p", { class: "alert bad" }, t(state.world ? "offline" : "waiting")),
    state.online && !ready && h("p", { class: "alert warn" }, t("notready")),
    view().paused && h("p", { class: "alert warn" }, icon("pause"), t("paused"),
      h("button", { class: "small", onclick: () => order("/恢复", "/resume") }, t("resume"))),
    problems.length > 0 && h("p", { class: "alert warn" }, t("problems", { n: problems.length })),
    state.world && !room() && h("p", { class: "alert" }, t("noplayground")));
}

const doing = (fresh) => ({
  fresh,
  quote,
  confirm: (member, text) => act("post", state.current, { member, text }).catch(complain),
  accept: (member) => act("join", state.current, { member }).catch(complain),
});

function divider(before, entry) {
  const silent = !before || Date.parse(entry.at) - Date.parse(before.at) > GAP;
  return silent && h("div", { class: "when" }, dayTime(entry.at));
}

function flow() {
  forget();
  const open = room();
  if (!open) return fill($("flow"));
  const entries = open.entries.slice(-shown);
  const more = open.entries.length > entries.length && h("button", { class: "ghost earlier", onclick: earlier }, t("earlier"));
  fill($("flow"), more, entries.map((entry, place) => [divider(entries[place - 1], entry), line(entry, doing(false))]));
  bottom();
  const unknown = entries.filter(judged).map((entry) => entry.id).filter((id) => !state.decisions.has(id));
  if (unknown.length > 0) fetchWhy(unknown);
}

function earlier() {
  const place = $("flow");
  const height = place.scrollHeight;
  shown += PAGE;
  flow();
  place.scrollTop = place.scrollHeight - height;
}

const bottom = () => ($("flow").scrollTop = $("flow").scrollHeight);

function add({ room: id, entry, fresh }) {
  if (id !== state.current) return;
  const place = $("flow");
  const near = place.scrollHeight - place.scrollTop - place.clientHeight < 160;
  const known = place.querySelector(`[data-entry="${CSS.escape(entry.id)}"]`);
  const element = line(entry, doing(fresh));
  if (known) known.replaceWith(element);
  else place.append(...[divider(room().entries.at(-2), entry), element].filter(Boolean));
  if (!known && (near || entry.member?.id === speaker()?.id)) bottom();
}

/** What changes with a person's seat: an invitation that was taken up. */
function refresh(id) {
  if (id !== state.current) return;
  head();
  for (const entry of room().entries.filter((one) => one.what === "invite")) {
    $("flow").querySelector(`[data-entry="${CSS.escape(entry.id)}"]`)?.replaceWith(line(entry, doing(false)));
  }
}

export function start() {
  const all = () => {
    $("flow").setAttribute("aria-label", t("flow"));
    shown = PAGE;
    head();
    alerts();
    flow();
  };
  on("world open lang speaker", all);
  on("room", refresh);
  on("entry", add);
  on("panel line view", () => {
    head();
    alerts();
  });
  // A line that grows (a decision came, somebody opened it) must not push the newest out of sight.
  let stuck = true;
  $("flow").addEventListener("scroll", () => {
    const place = $("flow");
    stuck = place.scrollHeight - place.scrollTop - place.clientHeight < 60;
  });
  on("decision", () => stuck && bottom());
  new ResizeObserver(() => stuck && bottom()).observe($("flow"));
  all();
}
