// The Fivetran account: connections, their state, and failures to inject.

import { el, link } from "../lib/el.js";
import { keyed } from "../lib/keyed.js";
import { menu } from "../lib/menu.js";
import { atVendor } from "../lib/verbs.js";
import { ago } from "../blocks/dates.js";

const FAILURES = [
  ["reconnect", "Break authorization"], ["sync", "Fail the sync"],
  ["delayed", "Delay data"], ["rescheduled", "Reschedule the sync"],
];

/** Fill the panel. */
export function fivetran(panel) {
  const note = el("p", { class: "soft" });
  const list = el("ul", { class: "connections" });
  panel.append(note, list);
  return (seen) => {
    const { total, connections } = seen.fivetran;
    note.textContent = `${total} connections, newest first`;
    keyed(list, connections.map((one) => ({
      key: one.id,
      print: JSON.stringify([one, Math.floor(seen.clock.now / 60), seen.people.find((who) => who.key === one.owner)?.name]),
      draw: () => el("li", { class: "card" }, connection(one, seen)),
    })));
  };
}

function connection(one, seen) {
  return [
    el("p", { class: "row" }, el("code", {}, one.schema), el("span", { class: `state ${look(one.state)}` }, one.state)),
    el("p", { class: "soft" }, `${one.service} · ${one.group}`),
    el("p", { class: "soft" }, last(one)),
    one.tasks.map((words) => el("p", { class: "error" }, words)),
    one.card ? card(one, seen) : null,
    el("div", { class: "actions" }, repair(one)),
  ];
}

const look = (state) =>
  ({ synced: "done", syncing: "indeterminate", "first sync": "indeterminate", broken: "bad", delayed: "bad" })[state] ?? "new";

function last(one) {
  if (one.run) return `syncing since ${ago(one.run.started)}, ends ${ago(one.run.ends)}`;
  const next = one.due ? `, next sync ${ago(one.due)}` : "";
  return (one.succeeded ? `last synced ${ago(one.succeeded)}` : "never synced") + next;
}

function card(one, seen) {
  const owner = seen.people.find((who) => who.key === one.owner)?.name.split(" ")[0] ?? "its owner";
  return el("p", { class: "card-link" },
    link(one.card, `Open the Connect Card as ${owner} ↗`),
    el("small", { class: "soft" }, "Any key passes the tests, unless it contains “wrong”."));
}

function repair(one) {
  const named = { connection_id: one.id };
  if (["broken", "delayed"].includes(one.state)) {
    const repairIt = () => atVendor("fivetran", "heals", named);
    return el("button", { type: "button", class: "button small", "aria-label": `Repair ${one.schema}`, "data-focus": `do-${one.id}`, onclick: repairIt }, "Repair");
  }
  if (one.state === "incomplete") return null;
  const choices = () => FAILURES.map(([how, label]) => ({ label, choose: () => atVendor("fivetran", "breaks", { ...named, how }) }));
  return menu("Break …", choices, { class: "button small", "aria-label": `Break ${one.schema}`, "data-focus": `do-${one.id}` });
}
