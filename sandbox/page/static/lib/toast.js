// Notifications at the edge of the page. They close on click or after twelve seconds.

import { el } from "./el.js";

const SECONDS = 12;

/** Show a notification. `kind` is "bad" for errors. */
export function toast(words, kind = "plain") {
  const note = el("p", { class: `toast ${kind}` }, words);
  note.append(el("button", { class: "quiet", "aria-label": "Close", onclick: () => note.remove() }, "×"));
  setTimeout(() => note.remove(), SECONDS * 1000);
  document.getElementById("toasts").append(note);
}
