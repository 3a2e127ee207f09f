// Troubles as switches: each is one or more faults of the sandbox.

import { el } from "../lib/el.js";
import { whenChanged } from "../lib/keyed.js";
import { calm, troubled } from "../lib/verbs.js";

const TROUBLES = [
  ["Jira is down", "Every call of Jira is answered with 503.",
    [{ kind: "fail", service: "jira", match: "/rest/", status: 503 }]],
  ["Fivetran is rate-limited", "Every call is answered with 429 and Retry-After.",
    [{ kind: "rate_limit", service: "fivetran", match: "/v1/", seconds: 5 }]],
  ["Slack is slow", "Every call of Slack takes two seconds longer.",
    [{ kind: "slow", service: "slack", match: "/api/", seconds: 2 }]],
  ["Everything arrives twice", "Slack, Jira and Fivetran deliver twice.",
    ["slack", "jira", "fivetran"].map((service) => ({ kind: "deliver_twice", service, match: "" }))],
];

/** Fill the panel. */
export function troubles(panel) {
  const switches = TROUBLES.map(([label, note, faults]) => one(label, note, faults));
  panel.append(
    el("p", { class: "soft" }, "Switch trouble on and see what people are told, and what happens when it is over."),
    el("ul", { class: "switches" }, switches.map((one) => one.node)),
    el("h2", {}, "Other troubles that are on"),
    el("ul", { class: "others" }),
  );
  const others = panel.querySelector(".others");
  const list = whenChanged((rest) => others.replaceChildren(...(rest.length ? rest.map(other) : [el("li", { class: "soft" }, "None")])));
  return (seen) => {
    switches.forEach((one) => one.show(seen.faults));
    list(seen.faults.filter((fault) => !TROUBLES.some(([, , wanted]) => wanted.some((own) => same(own, fault)))));
  };
}

const same = (wanted, fault) =>
  fault.times === null && Object.entries(wanted).every(([name, value]) => fault[name] === value);

function one(label, note, wanted) {
  let mine = [];
  const flip = () => (mine.length ? mine.forEach((fault) => calm(fault.id)) : wanted.forEach((fault) => troubled({ ...fault, times: null })));
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
    el("button", { type: "button", class: "button small", onclick: () => calm(fault.id) }, "Switch off"));
