// Faults as switches. Each switch is one or more faults of the sandbox.

import { el } from "../lib/el.js";
import { whenChanged } from "../lib/keyed.js";
import { removeFault, addFault } from "../lib/verbs.js";

const SWITCHES = [
  ["Jira is down", "Every Jira call returns 503.",
    [{ kind: "fail", service: "jira", match: "/rest/", status: 503 }]],
  ["Fivetran is down", "Every Fivetran call returns 503.",
    [{ kind: "fail", service: "fivetran", match: "/v1/", status: 503 }]],
  ["Slack is down", "Every Slack call returns 503. People still write and press.",
    [{ kind: "fail", service: "slack", match: "/api/", status: 503 }]],
  ["Fivetran is rate-limited", "Every call returns 429 with Retry-After.",
    [{ kind: "rate_limit", service: "fivetran", match: "/v1/", seconds: 5 }]],
  ["Slack is slow", "Every Slack call takes two more seconds.",
    [{ kind: "slow", service: "slack", match: "/api/", seconds: 2 }]],
  ["Everything arrives twice", "Slack, Jira, and Fivetran deliver twice.",
    ["slack", "jira", "fivetran"].map((service) => ({ kind: "deliver_twice", service, match: "" }))],
];

/** Fill the panel. */
export function faults(panel) {
  const switches = SWITCHES.map(([label, note, wanted]) => one(label, note, wanted));
  panel.append(
    el("p", { class: "soft" }, "Switch a fault on and see how the app reacts during and after it."),
    el("ul", { class: "switches" }, switches.map((one) => one.node)),
    el("h2", {}, "Other active faults"),
    el("ul", { class: "others" }),
  );
  const others = panel.querySelector(".others");
  const list = whenChanged((rest) => others.replaceChildren(...(rest.length ? rest.map(other) : [el("li", { class: "soft" }, "None")])));
  return (seen) => {
    switches.forEach((one) => one.show(seen.faults));
    list(seen.faults.filter((fault) => !SWITCHES.some(([, , wanted]) => wanted.some((own) => same(own, fault)))));
  };
}

const same = (wanted, fault) =>
  fault.times === null && Object.entries(wanted).every(([name, value]) => fault[name] === value);

function one(label, note, wanted) {
  let mine = [];
  const flip = () => (mine.length ? mine.forEach((fault) => removeFault(fault.id)) : wanted.forEach((fault) => addFault({ ...fault, times: null })));
  const button = el("button", { type: "button", class: "switch", role: "switch", "aria-checked": "false", onclick: flip },
    el("span", { class: "knob", "aria-hidden": "true" }), el("span", {}, el("span", {}, label), el("small", { class: "soft" }, note)));
  const show = (faults) => {
    mine = faults.filter((fault) => wanted.some((own) => same(own, fault)));
    button.setAttribute("aria-checked", String(mine.length > 0));
  };
  return { node: el("li", {}, button), show };
}

const other = (fault) =>
  el("li", { class: "row between" }, el("span", {}, `${fault.kind} · ${fault.service} ${fault.match}`),
    el("button", { type: "button", class: "button small", onclick: () => removeFault(fault.id) }, "Switch off"));
