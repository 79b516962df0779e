// Elements from data. Text only ever enters as a text node: names and messages are hostile.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm4 4v1.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-3.500 7.100",
  back: "M15 5l-7 7 7 7",
  bell: "M18 9a6 6 0 1 0-12 0c0 6-2 7-2 7h16s-2-1-2-7M10 20a2.200 2.200 0 0 0 4 0",
  card: "M3 6.500h18v11H3zM7.500 13.500c.3-1.500 3.700-1.500 4 0M9.500 11a1 1 0 1 0 0-.1M14.500 10.500h3.500M14.500 13.500h2.500",
  check: "M5 12.500l4.500 4.500L19 7.500",
  clock: "M12 7v5l3.500 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9.500l6 6 6-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  image: "M4 5h16v14H4zM4 16l4.500-4.500 4 4 2.500-2.500 5 5M15.500 9.500a.8.8 0 1 0 0-.1",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1.200 1.200M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1.200-1.200",
  mini: "M9.500 9.500a2.500 2.500 0 1 0-2.500 2.500c2 0 3-1 3.500-2.500l1-4C12 4 13.500 3.500 15 3.500M14.500 14.500a2.500 2.500 0 1 0 2.500-2.500c-2 0-3 1-3.500 2.500l-1 4c-.5 1.500-2 2-3.500 2",
  packet: "M6 3h12v18H6zM6 8c3 3.500 9 3.500 12 0M12 12.500v3M10.500 14h3",
  pause: "M8 5v14M16 5v14",
  pen: "M4 20h4L19 9l-4-4L4 16zM13.500 6.500l4 4",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 20c0-4 3-6 6.500-6s6.500 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6M18 14.300c2.300.8 3.500 2.800 3.500 5.700",
  play: "M7 4.500l12 7.500-12 7.500z",
  plus: "M12 5v14M5 12h14",
  quote: "M10 9V5l-7 7 7 7v-4c5 0 8 1.500 10 5 0-6-3-11-10-11Z",
  send: "M4 12l16-8-6 16-3-6.500z",
  shield: "M12 3l7.500 2.500V12c0 4.500-3.200 7.700-7.500 9-4.300-1.300-7.500-4.500-7.500-9V5.500z",
  sticker: "M12 21a9 9 0 1 1 9-9c-5 0-9 4-9 9ZM9 9.500v.1M15 9.500v.1M8.500 13.500c.8 1.200 2 2 3.500 2",
  record: "M4 4h16v12H10l-5 4v-4H4zM8 8.500h8M8 12h5",
  task: "M5 4h14v17H5zM9 2.500v3M15 2.500v3M8.500 13l2.500 2.500 4.500-5",
  video: "M3 6h12v12H3zM15 10.500l6-3.500v10l-6-3.500z",
  voice: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM5.500 11a6.500 6.500 0 0 0 13 0M12 17.500V21",
};

/** Make an element: props are attributes, `on…` functions listeners, `class` a string. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of the set; it says nothing to a screen reader, so what holds it has a name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A person's round picture: the first character of the name on a colour of their own. */
export function avatar(member, small = false) {
  const size = small ? " small" : "";
  if (member.role === "bot") return h("img", { class: `avatar${size}`, src: "/static/logo.svg", alt: "" });
  let hash = 0;
  for (const char of member.id) hash = (hash * 33 + char.codePointAt(0)) % 65521;
  const initial = [...(member.name.trim() || "?")][0].toUpperCase();
  return h("span", { class: `avatar hue-${hash % 8}${size}`, "aria-hidden": "true" }, initial);
}

export const $ = (id) => document.getElementById(id);

/** Put children into a place, instead of what was there; what had the focus keeps it. */
export function fill(place, ...children) {
  const held = place.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  place.replaceChildren(...children.flat(3).filter(Boolean));
  if (held) [...place.querySelectorAll("button, [tabindex], select, textarea")].find((one) => keyOf(one) === held)?.focus();
}

const keyOf = (element) => element.dataset.key ?? (element.id || element.getAttribute("aria-label") || element.textContent);
