// The modal dialog: the top of the person's stack of views.

import { block } from "../blocks/blocks.js";
import { showErrors } from "../blocks/input.js";
import { el } from "../lib/el.js";
import { keyed } from "../lib/keyed.js";
import { act } from "../lib/verbs.js";
import { watch } from "../lib/world.js";
import { findAgain, rest } from "./rest.js";
import { surface } from "./surface.js";

const FIELDS = "input, textarea, select";

const dialog = document.getElementById("modal");
const parts = {
  trail: el("p", { class: "trail" }),
  title: el("h2", { id: "modal-title" }),
  refused: el("div", { role: "alert" }),
  body: el("div", { class: "modal-body" }),
  submit: el("button", { class: "button primary" }),
  close: el("button", { type: "button", class: "button", onclick: leave }),
};
let shown = null;
let place = null;
let again = () => null;

/** Build the dialog and watch for changes. */
export function modal() {
  const cross = el("button", { type: "button", class: "quiet cross", "aria-label": "Close", onclick: leave }, "×");
  const head = el("div", { class: "modal-head" }, el("div", {}, parts.trail, parts.title), cross);
  const foot = el("div", { class: "modal-foot" }, parts.close, parts.submit);
  const form = el("form", { novalidate: true, onsubmit: send }, head, parts.refused, parts.body, foot);
  dialog.append(form);
  dialog.addEventListener("cancel", leave);
  watch(show);
}

function show(seen) {
  const view = seen.modals.at(-1);
  if (!view) {
    shown = null;
    if (!dialog.open) return;
    dialog.close();
    if (document.activeElement === document.body) again()?.focus(); // the button that opened it was drawn anew
    if (document.activeElement === document.body) rest(); // or it is gone
    return;
  }
  const fresh = view.id !== shown;
  shown = view.id;
  place = surface(view.id, { in: "modal" }, view.state.values);
  const wasEmpty = !parts.body.querySelector(FIELDS);
  draw(view, seen.modals.slice(0, -1).map((under) => under.title.text));
  if (!dialog.open) {
    again = findAgain(document.activeElement);
    dialog.showModal();
  }
  if (fresh) begin(view);
  else if (wasEmpty && parts.body.querySelector(FIELDS)) focusFirst(view); // “Loading …” became a form
}

function draw(view, under) {
  parts.trail.replaceChildren(under.length ? `${under.join(" › ")} ›` : "");
  parts.title.textContent = view.title.text;
  parts.close.textContent = view.close?.text ?? (under.length ? "Back" : "Close");
  parts.submit.hidden = !view.submit;
  parts.submit.textContent = view.submit?.text ?? "";
  keyed(parts.body, view.blocks.map((one) => ({
    key: `${view.id}.${one.block_id}`,
    print: JSON.stringify(one),
    draw: () => block(one, place),
  })));
  showErrors(parts.body, view.blocks, view.errors);
}

function begin(view) {
  parts.refused.replaceChildren();
  parts.submit.disabled = false;
  parts.body.scrollTop = 0;
  focusFirst(view);
}

function focusFirst(view) {
  const wanted = view.blocks.find((one) => (one.element ?? one.accessory)?.focus_on_load);
  const first = wanted ? `[id="field-${wanted.block_id}"]` : `${FIELDS}, button`;
  (parts.body.querySelector(first) ?? parts.close).focus();
}

async function send(event) {
  event.preventDefault();
  parts.submit.disabled = true;
  parts.submit.classList.add("busy");
  await place.push();
  const answer = await act("sends");
  parts.submit.disabled = false;
  parts.submit.classList.remove("busy");
  const words = answer.refused ?? (answer.error && "We had some trouble connecting. Try again?");
  parts.refused.replaceChildren(words ? el("p", { class: "error" }, words) : "");
  const wrong = Object.keys(answer.errors ?? {})[0];
  if (wrong) document.getElementById(`field-${wrong}`)?.focus();
}

async function leave(event) {
  event.preventDefault();
  await place?.push(); // Slack includes the field values in the payload of a closed form
  act("closes");
}
