// Confirmation dialogs.

import { el } from "../lib/el.js";
import { words } from "../blocks/mrkdwn.js";

/** Show a `confirm` object. Resolve to true when the person confirms. */
export function confirmed(question) {
  const dialog = document.getElementById("confirm");
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.onclose = null;
      dialog.close();
      resolve(answer);
    };
    dialog.onclose = () => resolve(false);
    const style = question.style === "danger" ? "danger" : "primary";
    dialog.replaceChildren(
      el("h2", { id: "confirm-title" }, question.title.text),
      el("div", { class: "text" }, words(question.text)),
      el(
        "div",
        { class: "modal-foot" },
        el("button", { type: "button", class: "button", onclick: () => end(false) }, question.deny.text),
        el("button", { type: "button", class: `button ${style}`, onclick: () => end(true) }, question.confirm.text),
      ),
    );
    dialog.showModal();
    dialog.querySelector("button").focus();
  });
}
