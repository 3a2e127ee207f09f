// Short words at the edge of the page. They stay until read: a person closes them, or twelve seconds pass.

import { el } from "./el.js";

const SECONDS = 12;

/** Say something; `kind` is "bad" for what went wrong. */
export function toast(words, kind = "plain") {
  const note = el("p", { class: `toast ${kind}` }, words);
  note.append(el("button", { class: "quiet", "aria-label": "Close", onclick: () => note.remove() }, "×"));
  setTimeout(() => note.remove(), SECONDS * 1000);
  document.getElementById("toasts").append(note);
}
