// Slash commands while they are typed: what there is, how it is written, and who may.

import { fill, h } from "/static/dom.js";
import { getLang, t } from "/static/i18n.js";
import { commandList } from "/static/api.js";
import { may, on, speaker, state } from "/static/state.js";

const MOST = 7;
const place = h("div", { id: "slash", role: "listbox", hidden: true });
let found = [];
let active = -1;
let box = null; // where it is typed
let take = () => {};

/** What was typed after the slash, or null if it is no command. */
function typed() {
  const text = box.value.trimStart();
  return /^[/／]/.test(text) ? text.slice(1).toLowerCase() : null;
}

/** Commands whose name begins like this, those that the speaker may use first. */
function beginning(word) {
  const one = speaker();
  const deep = word.length > 0; // a lone slash shows the first words only
  const hits = state.commands.filter((command) => deep || !command.name.includes(" ")).flatMap((command) => {
    const name = command.names.find((other) => other.slice(1).toLowerCase().startsWith(word));
    return name ? [{ command, name, allowed: may(one, command.role) }] : [];
  });
  return hits.sort((a, b) => b.allowed - a.allowed);
}

/** The command that stands there whole, with something behind it. */
function whole(word) {
  const hits = state.commands.flatMap((command) => command.names
    .filter((name) => word.startsWith(`${name.slice(1).toLowerCase()} `)).map((name) => ({ command, name })));
  return hits.sort((a, b) => b.name.length - a.name.length)[0];
}

function option({ command, name, allowed }, index) {
  const lang = getLang();
  return h("div",
    {
      id: `slash-${index}`, role: "option", class: "option", "aria-selected": String(index === active),
      onpointerdown: (event) => event.preventDefault(), onclick: () => complete(index),
    },
    h("span", { class: "usage" }, command.usage[lang]),
    h("span", { class: "what" }, command.help[lang], !allowed && h("span", { class: "held" }, t(`role.${command.role}`))),
    name !== command.title[lang] && h("code", { class: "alias" }, name));
}

function explanation({ command }) {
  const lang = getLang();
  return h("p", { class: "explain" }, h("b", {}, command.usage[lang]), h("span", {}, command.help[lang]),
    h("span", { class: "fine" }, t("slash.example", { example: command.example[lang] })),
    !may(speaker(), command.role) && h("span", { class: "held" }, t("slash.needs", { role: t(`role.${command.role}`) })));
}

function draw() {
  const word = typed();
  const hits = word === null ? [] : beginning(word);
  const one = hits.length === 0 && word ? whole(word) : null;
  found = hits.slice(0, MOST);
  active = Math.min(active, found.length - 1);
  const more = hits.length - found.length;
  fill(place, found.map(option), one && explanation(one), more > 0 && h("p", { class: "fine" }, t("slash.more", { n: more })));
  place.hidden = found.length === 0 && !one;
  if (found[active]) box.setAttribute("aria-activedescendant", `slash-${active}`);
  else box.removeAttribute("aria-activedescendant");
}

function complete(index) {
  const hit = found[index];
  if (!hit) return;
  active = -1;
  take(`${hit.name} `);
}

/** Whether the key was for the list. */
export function slashKey(event) {
  if (place.hidden) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length > 0) {
    active = (active + step + found.length + (active < 0 && step < 0 ? 1 : 0)) % found.length;
    draw();
  } else if (event.key === "Tab" && !event.shiftKey && found.length > 0) {
    complete(Math.max(active, 0));
  } else if (event.key === "Enter" && active >= 0) {
    complete(active);
  } else if (event.key === "Escape") {
    hideSlash();
  } else {
    return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}

export function hideSlash() {
  active = -1;
  place.hidden = true;
  box?.removeAttribute("aria-activedescendant");
}

/** The list, for the text box `input`; `write` puts a text there. */
export function slashList(input, write) {
  box = input;
  take = write;
  place.setAttribute("aria-label", t("slash"));
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "slash");
  input.addEventListener("input", draw);
  input.addEventListener("blur", hideSlash);
  return place;
}

export function start() {
  on("world", async () => {
    if (state.commands.length > 0) return;
    state.commands = await commandList().catch(() => []);
    if (document.activeElement === box) draw(); // somebody was faster
  });
  on("open speaker", hideSlash);
}
