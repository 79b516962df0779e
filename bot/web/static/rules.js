// The rules of the open room, and the cases they made.

import { h, icon } from "/static/dom.js";
import { dayTime, t } from "/static/i18n.js";
import { order } from "/static/orders.js";
import { room, view } from "/static/state.js";
import { evidence, goto, verbs } from "/static/why.js";

const ACTS = new Set(["say", "direct", "announce", "remove", "recall", "mute", "invite", "task"]);
const SWITCH = { live: ["开", "on"], shadow: ["试运行", "shadow"], off: ["关", "off"] };

function modes(rule) {
  const change = (event) => {
    const [zh, en] = SWITCH[event.target.value];
    order(`/规则 ${zh} ${rule.id}`, `/rules ${en} ${rule.id}`, "operator");
  };
  return h("select", { class: `mode ${rule.mode}`, "data-key": `mode-${rule.id}`, "aria-label": t("rule.mode", { rule: rule.id }), onchange: change },
    Object.keys(SWITCH).map((mode) => h("option", { value: mode, selected: mode === rule.mode }, t(`mode.${mode}`))));
}

function card(rule) {
  const builtIn = !rule.origin.includes(":");
  const counts = [
    rule.decided > 0 && t("rule.decided", { n: rule.decided }),
    rule.wrong > 0 && t("rule.wrong", { n: rule.wrong }),
  ].filter(Boolean).join(" · ");
  return h("li", { class: "rulecard", "data-rule": rule.id },
    h("div", { class: "who" }, h("code", {}, rule.id), h("span", { class: "spring" }), builtIn ? h("span", { class: "held" }, t("rule.builtin")) : modes(rule)),
    h("p", { class: "fine" }, t("rule.handler", { handler: rule.handler }), !builtIn && ` · ${rule.origin.split("/").at(-1)}`),
    counts && h("p", { class: "fine counts" }, counts));
}

/** The tab of the rules. */
export function rules() {
  if (!room()) return h("p", { class: "none" }, t("noplayground"));
  const { rules: all, paused, version } = view();
  const pause = paused
    ? h("button", { class: "wide", onclick: () => order("/恢复", "/resume") }, icon("play"), t("resume"))
    : h("button", { class: "wide", onclick: () => order("/暂停", "/pause") }, icon("pause"), t("pause"));
  return [
    pause,
    h("h3", { class: "label" }, t("rules.here"), version ? ` · ${t("rules.version", { v: version })}` : ""),
    h("ul", { class: "cards" }, all.map(card)),
    h("p", { class: "none" }, t("rules.hint")),
  ];
}

/** What was decided: effects, then each action with what became of it, and why if not what was decided. */
function steps(one) {
  if (!one.steps?.length) return verbs(one.actions);
  return [
    ...verbs(one.actions.filter((verb) => !ACTS.has(verb))),
    ...one.steps.flatMap((step) => [...verbs([step.do]),
      h("span", { class: `fate ${step.fate}`, title: step.why }, t(`fate.${step.fate}`))]),
  ];
}

function caseCard(one) {
  const cause = one.id.slice(0, -one.rule.length - 1);
  const known = room().entries.some((entry) => entry.id === cause);
  const undo = () => order(`/撤销 ${one.number}`, `/undo ${one.number}`);
  return h("li", { class: one.undone_by ? "case undone" : "case", "data-case": one.number },
    h("p", { class: "who" }, h("span", {}, `#${one.number}`), h("bdi", {}, one.name || one.member), h("span", { class: "spring" }),
      one.undone_by ? h("span", { class: "held" }, t("case.undone"))
        : h("button", { class: "small", "data-key": `undo-${one.number}`, "aria-label": t("undo.case", { n: one.number }), onclick: undo }, t("undo"))),
    h("p", { class: "said" }, h("code", {}, one.rule), steps(one)),
    one.evidence.length > 0 && h("ul", { class: "evidence" }, one.evidence.map(evidence)),
    h("p", { class: "fine" }, dayTime(one.at), known && [" · ", h("button", { class: "inline", onclick: () => goto(cause) }, t("why.goto"))]));
}

/** The tab of the cases. */
export function cases() {
  const all = view().cases;
  if (all.length === 0) return h("p", { class: "none" }, t("cases.none"));
  return h("ul", { class: "cards" }, all.map(caseCard));
}
