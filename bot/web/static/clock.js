// The installation's time, and moving it ahead.

import { h, icon } from "/static/dom.js";
import { day, t, time } from "/static/i18n.js";
import { advance } from "/static/api.js";
import { ask, complain } from "/static/ask.js";
import { now, on } from "/static/state.js";

const STEPS = ["10m", "1h", "1d"];

async function move() {
  const steps = (finish) => h("div", { class: "steps" }, STEPS.map((span) =>
    h("button", { type: "button", onclick: () => finish({ span }) }, `+ ${t(`clock.${span}`)}`)));
  const fields = [{ name: "span", label: t("clock.custom"), placeholder: "90m" }];
  const answer = await ask(t("clock.title"), fields, { action: t("clock.go"), extra: steps, hint: t("clock.hint") });
  if (answer) await advance(answer.span.trim()).catch(complain);
}

function faces() {
  return [icon("clock"), h("span", { class: "date" }, day(now())), h("time", {}, time(now()))];
}

export function clockButton() {
  const name = t("clock", { now: `${day(now())} ${time(now())}` });
  return h("button", { class: "clock", "data-clock": true, "aria-label": name, title: t("clock.title"), onclick: move }, faces());
}

function tick() {
  for (const button of document.querySelectorAll("[data-clock]")) button.replaceChildren(...faces());
}

export function start() {
  on("clock", tick);
  setInterval(tick, 1000);
}
