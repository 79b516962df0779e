// Buttons that are slash commands: they are typed in the open room, in the name of somebody who may.

import { act, roomView } from "/static/api.js";
import { complain } from "/static/ask.js";
import { getLang } from "/static/i18n.js";
import { boss, on, state, tell } from "/static/state.js";

const SOON = 250; // ms after a change, and again when a changed rule file is in force
const LATER = 2000;
let timers = [];

/** Type a command, in the page's language. */
export function order(zh, en, role = "moderator") {
  const by = boss(role);
  if (by) act("post", state.current, { member: by.id, text: getLang() === "zh" ? zh : en }).catch(complain);
}

async function look() {
  const room = state.current;
  if (!state.rooms.has(room)) return;
  try {
    const found = await roomView(room);
    if (JSON.stringify(found) === JSON.stringify(state.views.get(room))) return;
    state.views.set(room, found);
    tell("view");
  } catch {
    // what was seen last stays; the next change asks again
  }
}

function soon() {
  timers.forEach(clearTimeout);
  timers = [setTimeout(look, SOON), setTimeout(look, LATER)];
}

export function start() {
  on("world open", look);
  on("entry decision panel clock", soon);
}
