// Which language the page speaks: chosen by the toggle and remembered, else the browser's.

import { WORDS } from "/static/words.js";

const KEY = "qunguan.lang";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be switched off
  }
}

let lang = stored() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

/** The text of a key, with `{name}` filled in; the key itself, or `other`, if there is none. */
export function t(key, values = {}, other = key) {
  const text = WORDS[key]?.[lang === "zh" ? 0 : 1] ?? other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Whether the page has a text for the key. */
export const known = (key) => key in WORDS;

export function setLang(value) {
  lang = value;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = lang === "zh" ? "群管 · 试验场" : "Qunguan · Playground";
  try {
    localStorage.setItem(KEY, lang);
  } catch {
    // the choice then lasts as long as the page
  }
}

export const getLang = () => lang;
const locale = () => (lang === "zh" ? "zh-CN" : "en-GB");

export function time(at) {
  return new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

export function day(at) {
  return new Date(at).toLocaleDateString(locale(), { month: "short", day: "numeric", weekday: "short" });
}

export const dayTime = (at) => `${day(at)} ${time(at)}`;
