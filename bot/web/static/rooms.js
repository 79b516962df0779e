// The list of rooms.

import { $, fill, h } from "/static/dom.js";
import { getLang, setLang, t, time } from "/static/i18n.js";
import { on, openRoom, state, tell } from "/static/state.js";
import { gist } from "/static/entries.js";

const GLYPH = { moms: "🛍️", study: "📚", paid: "💎", flash: "⚡", office: "🛡️" };

function item(room) {
  const last = room.entries.at(-1);
  const unread = state.unread.get(room.id);
  const open = room.id === state.current;
  return h("li", {}, h("button",
    {
      class: "room", "aria-current": open ? "true" : null, "data-room": room.id, "data-key": room.id,
      onclick: () => {
        openRoom(room.id);
        $("app").dataset.view = "chat";
      },
    },
    h("span", { class: "tile", "aria-hidden": "true" }, GLYPH[room.id] ?? "💬"),
    h("span", { class: "lines" },
      h("span", { class: "first" }, h("bdi", { class: "name" }, room.name), last && h("time", {}, time(last.at))),
      h("span", { class: "last" }, h("bdi", {}, last ? gist(last) : t("empty")),
        unread && h("span", { class: "badge" }, String(unread))))));
}

function render() {
  const toggle = h("button",
    {
      class: "ghost lang", lang: getLang() === "zh" ? "en" : "zh-CN",
      onclick: () => {
        setLang(getLang() === "zh" ? "en" : "zh");
        tell("lang");
      },
    }, t("lang.other"));
  fill($("rooms"),
    h("header", { class: "brandbar" },
      h("img", { src: "/static/logo.svg", alt: "", width: 34, height: 34 }),
      h("h1", { id: "brand" }, t("brand"), h("small", {}, t("tagline"))), toggle),
    h("h2", { class: "label" }, t("rooms")),
    h("ul", {}, [...state.rooms.values()].map(item)));
}

export function start() {
  on("world room entry open lang", render);
  render();
}
