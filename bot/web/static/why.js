// Why: what the rules said about an event, as one small line that opens.

import { $, h, icon } from "/static/dom.js";
import { t } from "/static/i18n.js";
import { decisions } from "/static/api.js";
import { apply, on, room, state } from "/static/state.js";

const places = new Map(); // event id → the place of its line
/** An outcome or a verb in words; what belongs to a family (`advert_gentle`, `chain_2`) by its first word. */
const word = (kind, key) => t(`${kind}.${key}`, {}, t(`${kind}.${key.split("_")[0]}`, {}, key.replaceAll("_", " ")));
const acted = (rule) => !["clear", "skipped"].includes(rule.said);

/** One reason; its bar is measured by the weightiest of `all`, and a probability by 1. */
export function evidence({ signal, detail, weight }, _, all) {
  const known = typeof weight === "number";
  const most = Math.max(1, ...all.map((one) => Math.abs(one.weight ?? 0)));
  return h("li", {},
    h("b", {}, signal === "clear" ? t("said.clear") : t(`signal.${signal}`, {}, signal)), detail && h("bdi", {}, detail),
    known && h("meter", { min: 0, max: 1, value: String(Math.abs(weight) / most), "aria-label": t(`signal.${signal}`, {}, signal) }),
    known && h("span", { class: "weight" }, weight.toFixed(2)));
}

export const verbs = (did) => did.map((verb) => h("span", { class: `verb ${verb}` }, word("do", verb)));
const held = (rule) => rule.withheld && h("span", { class: "held" }, word("withheld", rule.withheld));

function rule(one) {
  return h("li", { class: `rule ${one.said}` },
    h("div", { class: "said" },
      h("code", {}, one.rule), h("span", { class: "outcome" }, word("said", one.said)), verbs(one.did), held(one)),
    one.evidence.length > 0 && h("ul", { class: "evidence" }, one.evidence.map(evidence)));
}

function summary(decision) {
  const hits = decision.said.filter(acted);
  if (hits.length === 0) return [icon("check"), h("span", {}, t("why.clear"))];
  return [icon("shield"), ...hits.slice(0, 3).flatMap((one) => [
    h("code", {}, one.rule), h("span", { class: "outcome" }, word("said", one.said)), ...verbs(one.did), held(one)])];
}

function body(decision) {
  const said = [...decision.said].sort((one, two) => acted(two) - acted(one));
  return [
    said.length > 0 ? h("ul", { class: "rulelist" }, said.map(rule)) : h("p", {}, t("why.all")),
    said.length > 0 && h("p", { class: "fine" }, t("why.others", { v: decision.version })),
  ];
}

function draw(place, event, waiting) {
  const decision = state.decisions.get(event);
  const open = place.querySelector("details")?.open;
  const kind = decision ? (decision.said.some(acted) ? "hit" : "calm") : waiting ? "wait" : "calm";
  const line = h("summary", {}, decision ? summary(decision) : [icon("shield"), h("span", {}, t(waiting ? "why.wait" : "why"))]);
  const details = h("details", { class: `why ${kind}`, open }, line,
    h("div", { class: "reasons" }, decision ? body(decision) : h("p", {}, t(waiting ? "why.wait" : "why.none"))));
  details.addEventListener("toggle", () => details.open && !state.decisions.get(event) && fetchWhy([event]));
  place.replaceChildren(details);
}

/** The line of an event; it draws itself anew when the decision comes. */
export function why(event, fresh) {
  const place = h("div", { class: "whyplace", "data-why": event });
  places.set(event, place);
  draw(place, event, fresh && !state.decisions.has(event));
  return place;
}

/** Ask for what is not known yet about events of the open room. */
export async function fetchWhy(events) {
  const asked = state.current;
  for (let from = 0; from < events.length; from += 50) {
    try {
      apply({ type: "decisions", decisions: await decisions(asked, events.slice(from, from + 50)) });
    } catch {
      return; // the line can be opened later
    }
  }
}

/** Bring the line of an event into sight. */
export function goto(event) {
  const cause = $("flow").querySelector(`[data-entry="${CSS.escape(event)}"]`);
  if (!cause) return;
  $("app").dataset.view = "chat";
  cause.scrollIntoView({ block: "center" });
  cause.focus({ preventScroll: true });
  cause.classList.remove("flash");
  requestAnimationFrame(() => cause.classList.add("flash"));
}

/** Why the bot did something: the rule, its evidence, and the way to the event it answers. */
export function because({ cause }) {
  const { rule: name, event, mode, evidence: found } = cause;
  const origin = room().entries.some((entry) => entry.id === event);
  return h("details", { class: "why because", "data-cause": event },
    h("summary", {}, icon("shield"), h("span", {}, t("why.cause")), h("code", {}, name),
      mode === "shadow" && h("span", { class: "held" }, t("mode.shadow"))),
    h("div", { class: "reasons" },
      found.length > 0 && h("ul", { class: "evidence" }, found.map(evidence)),
      origin ? h("button", { class: "small", onclick: () => goto(event) }, t("why.goto")) : h("p", {}, t("why.timer"))));
}

export function forget() {
  places.clear();
}

export function start() {
  on("decision", (event) => {
    const place = places.get(event);
    if (place) draw(place, event, false);
  });
}
