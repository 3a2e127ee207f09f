// One Jira issue: description, comments and transitions.

import { el, link } from "../lib/el.js";
import { atVendor } from "../lib/verbs.js";
import { now } from "../lib/world.js";
import { ago } from "../blocks/dates.js";
import { adf } from "./adf.js";

/** Return the elements of an issue. `back` returns to the board. */
export function ticket(issue, back) {
  return [
    el("div", { class: "row between" },
      el("button", { type: "button", class: "quiet", "data-focus": "board", onclick: back }, "‹ Board"),
      link(issue.url, `${issue.key} ↗`)),
    el("h2", { class: "ticket-title" }, issue.summary),
    el("p", {}, el("span", { class: `state ${category(issue.status)}` }, issue.status),
      el("span", { class: "soft" }, ` · ${issue.kind} by ${issue.reporter}`)),
    el("div", { class: "actions" }, issue.moves.map((name) => move(issue, name))),
    el("div", { class: "adf" }, adf(issue.description)),
    issue.links.length ? el("ul", { class: "links" }, issue.links.map((one) => el("li", {}, link(one.url, one.title)))) : null,
    el("h3", {}, "Comments"),
    issue.comments.length ? issue.comments.map(comment) : el("p", { class: "soft" }, "No comments yet."),
  ].filter(Boolean).flat();
}

const category = (status) => now().jira.statuses.find((one) => one.name === status)?.category ?? "new";

const move = (issue, name) =>
  el("button", {
    type: "button", class: "button small", "data-focus": `move-${name}`,
    onclick: () => atVendor("jira", "moves", { key: issue.key, transition: name, by: now().me }),
  }, name);

const comment = (one) =>
  el("article", { class: "comment" },
    el("p", {}, el("strong", {}, one.author), el("span", { class: "soft" }, ` ${ago(Date.parse(one.created) / 1000)}`)),
    el("div", { class: "adf" }, adf(one.body)));
