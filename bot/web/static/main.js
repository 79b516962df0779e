// The page's beginning: views first, then the stream that fills them.

import { $ } from "/static/dom.js";
import { getLang, setLang } from "/static/i18n.js";
import { listen } from "/static/api.js";
import { apply, state, tell } from "/static/state.js";
import * as chat from "/static/chat.js";
import * as clock from "/static/clock.js";
import * as composer from "/static/composer.js";
import * as orders from "/static/orders.js";
import * as rooms from "/static/rooms.js";
import * as side from "/static/side.js";
import * as slash from "/static/slash.js";
import * as why from "/static/why.js";

setLang(getLang());
for (const view of [orders, slash, composer, why, rooms, chat, side, clock]) view.start();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) $("app").dataset.view = "chat";
});

listen(apply, (online) => {
  if (state.online === online) return;
  state.online = online;
  tell("line");
});
