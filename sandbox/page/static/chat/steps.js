// Workflow Builder's steps of the app: a form for the inputs of one, and what came of its runs.

import { el } from "../lib/el.js";
import { whenChanged } from "../lib/keyed.js";
import { act } from "../lib/verbs.js";
import { now, watch } from "../lib/world.js";

const dialog = document.getElementById("step");
const runs = el("section", { class: "runs", "aria-live": "polite" });
const PERSON = "slack#/types/user_id";
const STATES = { running: "Waiting for the app …", completed: "Completed", failed: "Failed" };

/** Watch for runs that end. */
export function steps() {
  const draw = whenChanged((executions) => runs.replaceChildren(...[...executions].reverse().map(run)));
  watch((seen) => draw(seen.executions));
}

/** Open the form of a step. `step` is its declaration in the manifest, with `callback_id`. */
export function openStep(step) {
  const refused = el("div", { role: "alert" });
  const fields = Object.entries(step.input_parameters).map(([name, one]) => field(name, one));
  const close = () => dialog.close();
  const submit = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
    const answer = await act("runs", { step: step.callback_id, inputs: values });
    refused.replaceChildren(answer.refused ? el("p", { class: "error" }, answer.refused) : "");
  };
  dialog.replaceChildren(
    el("form", { novalidate: true, onsubmit: submit },
      el("div", { class: "modal-head" },
        el("div", {}, el("p", { class: "trail" }, "Workflow Builder ›"), el("h2", { id: "step-title" }, step.title)),
        el("button", { type: "button", class: "quiet cross", "aria-label": "Close", onclick: close }, "×")),
      refused,
      el("div", { class: "modal-body" }, fields, runs),
      el("div", { class: "modal-foot" },
        el("button", { type: "button", class: "button", onclick: close }, "Close"),
        el("button", { class: "button primary" }, "Run workflow")),
    ),
  );
  dialog.showModal();
}

function field(name, one) {
  const id = `step-${name}`;
  const props = { id, name, class: "field", required: one.is_required };
  const control = one.type === PERSON
    ? el("select", props, el("option", { value: "" }, ""), now().people.map((person) => el("option", { value: person.id }, person.name)))
    : el("input", { ...props, type: "text", autocomplete: "off" });
  return el("div", { class: "block input" },
    el("label", { for: id }, one.title, one.is_required ? "" : el("span", { class: "soft" }, " (optional)")),
    control, el("p", { class: "hint" }, one.description));
}

function run(one) {
  const facts = one.status === "failed" ? [["error", one.error]] : Object.entries(one.outputs);
  return el("article", { class: `run ${one.status}` },
    el("p", {}, el("strong", {}, STATES[one.status]), " · ", one.inputs.service ?? ""),
    facts.length ? el("dl", {}, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])) : null);
}
