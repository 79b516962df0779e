// Short questions in a dialog, and passing messages.

import { $, fill, h, icon } from "/static/dom.js";
import { known, t } from "/static/i18n.js";

/** Say something for a few seconds. */
export function toast(text, hint = "") {
  const note = h("div", { class: "toast" }, h("strong", {}, text), hint && h("span", {}, hint));
  const gone = () => note.remove();
  note.addEventListener("click", gone);
  setTimeout(gone, 7000);
  fill($("toasts"), note);
}

/** Show an error of the server's in the page's language. */
export function complain(error) {
  if (!error.code) throw error;
  const key = `err.${error.code}`;
  if (known(key)) toast(t(key, { message: error.message }));
  else toast(error.message, error.hint);
}

function field({ name, label, value = "", kind = "text", options = [], required = true, placeholder = "" }) {
  const common = { name, required, maxlength: 2000, placeholder };
  if (kind === "choice") {
    return h("fieldset", { class: "choices" }, h("legend", {}, label), options.map((option, place) =>
      h("label", {}, h("input", { type: "radio", name, value: option, checked: place === 0 }), h("span", {}, option))));
  }
  const input = kind === "select"
    ? h("select", { name }, options.map(([id, text]) => h("option", { value: id, selected: id === value }, text)))
    : kind === "file"
    ? h("input", { type: "file", accept: "image/*", name, required })
    : kind === "lines"
    ? h("textarea", { rows: 4, ...common, value })
    : h("input", { type: "text", autocomplete: "off", ...common, value });
  return h("label", { class: "field" }, h("span", {}, label), input);
}

/** Ask for the values of some fields; resolves to an object of them, or null if it was closed. */
export function ask(title, fields, { action = t("ok"), extra = null, hint = "" } = {}) {
  return new Promise((resolve) => {
    let answer = null;
    const close = h("button", { type: "button", class: "ghost round", "aria-label": t("close") }, icon("close"));
    const form = h("form", {},
      h("header", {}, h("h2", {}, title), close),
      hint && h("p", { class: "hint" }, hint),
      extra?.((value) => finish(value)),
      fields.map(field),
      h("footer", {}, h("button", { class: "primary" }, action)));
    const dialog = h("dialog", { "aria-label": title }, form);
    const finish = (value) => {
      answer = value;
      dialog.close();
    };
    close.addEventListener("click", () => finish(null));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      finish(Object.fromEntries(new FormData(form)));
    });
    dialog.addEventListener("click", (event) => event.target === dialog && finish(null));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
