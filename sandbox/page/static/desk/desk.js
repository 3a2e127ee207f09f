// The right side: Jira, Fivetran and faults as tabs. On a phone each tab is a pane.

import { el } from "../lib/el.js";
import { showPane } from "../lib/route.js";
import { watch } from "../lib/world.js";
import { fivetran } from "./fivetran.js";
import { jira } from "./jira.js";
import { faults } from "./faults.js";

const TABS = [["jira", "Jira", jira], ["fivetran", "Fivetran", fivetran], ["world", "Faults", faults]];
const PANES = [["places", "Places", "☰"], ["talk", "Chat", "💬"], ["jira", "Jira", "🎫"], ["fivetran", "Fivetran", "🔌"], ["world", "Faults", "⚡"]];

/** Build the tabs, the panels and the phone's navigation bar. */
export function desk() {
  const place = document.getElementById("desk");
  const tabs = TABS.map(([name, label]) =>
    el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => showPane(name) }, label));
  const panels = TABS.map(([name]) =>
    el("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, class: "panel", tabindex: "0" }));
  place.append(el("div", { role: "tablist", class: "tabs", "aria-label": "Behind the scenes", onkeydown: steer }, tabs), ...panels);
  TABS.forEach(([, , fill], number) => watch(fill(panels[number])));
  bar();
  addEventListener("pane", (event) => select(event.detail));
  select("jira");
  watch((seen) => document.getElementById("tab-world").classList.toggle("warned", seen.faults.length > 0));
}

function select(name) {
  const bars = document.querySelectorAll("#bar button");
  bars.forEach((button) => button.toggleAttribute("aria-current", button.dataset.pane === document.body.dataset.pane));
  if (!TABS.some(([tab]) => tab === name)) return;
  for (const [tab] of TABS) {
    const button = document.getElementById(`tab-${tab}`);
    button.setAttribute("aria-selected", String(tab === name));
    button.tabIndex = tab === name ? 0 : -1;
    document.getElementById(`panel-${tab}`).hidden = tab !== name;
  }
}

function steer(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.children];
  const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
  next.focus();
  next.click();
}

function bar() {
  document.getElementById("bar").append(...PANES.map(([name, label, sign]) =>
    el("button", { type: "button", "data-pane": name, onclick: () => showPane(name) },
      el("span", { "aria-hidden": "true", class: "sign" }, sign), label)));
}
