// What the page knows, and who wants to hear of a change. Data flows one way: server → state → views.

const listeners = new Map();

export const state = {
  world: null, // null until the first message came
  rooms: new Map(), // id → room with entries
  current: null, // id of the open room
  decisions: new Map(), // event id → decision, or null if there is none to be had
  panel: { tasks: [], gateways: [], problems: [], ready: true, parts: {} },
  unread: new Map(),
  speakers: new Map(), // room id → member id
  commands: [], // every slash command
  views: new Map(), // room id → its rules, staff, cases and reviews
  online: true,
  clock: { now: Date.now(), heard: performance.now() },
};

export function on(names, listener) {
  for (const name of names.split(" ")) listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

export function tell(name, detail) {
  for (const listener of listeners.get(name) ?? []) listener(detail);
}

const APPLY = {
  world(message) {
    state.world = message;
    state.rooms = new Map(message.rooms.map((room) => [room.id, room]));
    if (!state.rooms.has(state.current)) state.current = message.rooms[0]?.id ?? null;
    if (message.now) setClock(message.now);
    tell("world");
  },
  room({ room }) {
    const known = state.rooms.get(room.id);
    state.rooms.set(room.id, { ...room, entries: known?.entries ?? [] });
    tell("room", room.id);
  },
  entry({ room: id, entry }) {
    const room = state.rooms.get(id);
    if (!room) return;
    const place = room.entries.findIndex((line) => line.id === entry.id);
    if (place >= 0) room.entries[place] = entry;
    else room.entries.push(entry);
    if (room.entries.length > 600) room.entries.splice(0, room.entries.length - 500);
    const news = place < 0 && id !== state.current && entry.what !== "time";
    if (news) state.unread.set(id, (state.unread.get(id) ?? 0) + 1);
    tell("entry", { room: id, entry, fresh: place < 0 });
  },
  decisions({ decisions }) {
    for (const [event, decision] of Object.entries(decisions)) {
      state.decisions.set(event, decision);
      tell("decision", event);
    }
  },
  panel(message) {
    state.panel = message;
    tell("panel");
  },
  clock({ now }) {
    setClock(now);
    tell("clock");
  },
};

export function apply(message) {
  APPLY[message.type]?.(message);
}

function setClock(now) {
  state.clock = { now: Date.parse(now), heard: performance.now() };
}

/** The installation's time, in ms. */
export const now = () => state.clock.now + (performance.now() - state.clock.heard);
export const room = () => state.rooms.get(state.current);
export const seat = (id, of = room()) => of?.seats.find((one) => one.id === id);
export const people = (of = room()) => of.seats.filter((one) => one.state === "here" && one.role !== "bot");
export const muted = (one) => Boolean(one.muted_until) && Date.parse(one.muted_until) > now();

/** Who speaks in a room: the one chosen, or an ordinary member. */
export function speaker(of = room()) {
  const here = people(of);
  const chosen = here.find((one) => one.id === state.speakers.get(of.id));
  return chosen ?? here.find((one) => one.role === "member") ?? here[0];
}

const RANKS = ["member", "partner", "helper", "moderator", "operator", "owner"];

/** A person's rank in the open room: the platform's, or what the rule files and commands gave. */
export function rank(one) {
  const given = state.views.get(state.current)?.staff[one?.id];
  return Math.max(RANKS.indexOf(one?.role), RANKS.indexOf(given));
}

export const may = (one, role) => rank(one) >= RANKS.indexOf(role);
export const view = () => state.views.get(state.current) ?? { rules: [], cases: [], reviews: [], staff: {}, paused: false };

/** Who gives an order: the speaker if they may, else the highest who is here. */
export function boss(role = "moderator") {
  const highest = [...people()].sort((one, two) => rank(two) - rank(one))[0];
  return may(speaker(), role) ? speaker() : highest;
}

export function openRoom(id) {
  state.current = id;
  state.unread.delete(id);
  tell("open");
}

export function speakAs(id) {
  state.speakers.set(state.current, id);
  tell("speaker");
}
