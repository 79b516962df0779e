// The page's calls to the server, and the stream of changes from it.

export class ApiError extends Error {
  constructor({ code, message, hint }) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError({ code: "offline", message: "no answer", hint: "" });
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new ApiError(body.error ?? { code: "failed", message: response.statusText, hint: "" });
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const act = (what, room, body) => post("/api/act", { act: what, room, ...body });

/** What a picture shows: its codes and its hash, or null. The picture itself is kept nowhere. */
export const readPicture = async (file) =>
  (await call("/api/picture", { method: "POST", headers: { "Content-Type": file.type || "image/png" }, body: file })).picture;
export const advance = (span) => post("/api/clock", { span });

export async function decisions(room, events) {
  const query = new URLSearchParams([["room", room], ...events.map((event) => ["event", event])]);
  return (await call(`/api/decisions?${query}`)).decisions;
}

/** Every slash command there is. */
export const commandList = async () => (await call("/api/commands")).commands;

/** What stands about a room besides its talk: rules, staff, cases, reviews, pause. */
export const roomView = (room) => call(`/api/rooms/${encodeURIComponent(room)}`);

/** Keep a WebSocket open: every message goes to `hear`, the state of the line to `line`. */
export function listen(hear, line) {
  let wait = 250;
  const open = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws`);
    socket.onmessage = (message) => hear(JSON.parse(message.data));
    socket.onopen = () => {
      wait = 250;
      line(true);
    };
    socket.onclose = () => {
      line(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  open();
}
