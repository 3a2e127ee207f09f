// The board of DSRE: issues by status, and the open issue.

import { el } from "../lib/el.js";
import { keepingFocus, whenChanged } from "../lib/keyed.js";
import { redraw } from "../lib/world.js";
import { ticket } from "./ticket.js";

let opened = null;
addEventListener("ticket", (event) => open(event.detail));

function open(key) {
  opened = key;
  redraw();
}

/** Fill the panel. */
export function jira(panel) {
  const draw = whenChanged(({ board, opened: key }) => {
    const issue = board.issues.find((one) => one.key === key);
    keepingFocus(panel, () => panel.replaceChildren(...(issue ? ticket(issue, () => open(null)) : columns(board))));
    if (issue) panel.scrollTop = 0;
  });
  return (seen) => draw({ board: seen.jira, opened });
}

function columns({ statuses, issues }) {
  return statuses
    .map((status) => [status, issues.filter((one) => one.status === status.name)])
    .filter(([, there]) => there.length)
    .map(([status, there]) =>
      el("section", { class: "column" },
        el("h2", {}, el("span", { class: `state ${status.category}` }, status.name), el("span", { class: "soft" }, String(there.length))),
        el("ul", {}, there.map(card))));
}

const card = (issue) =>
  el("li", {},
    el("button", { type: "button", class: "card", "data-focus": issue.key, onclick: () => open(issue.key) },
      el("span", { class: "row" }, el("code", {}, issue.key), issue.by_app ? el("span", { class: "tag" }, "by the app") : null),
      el("span", {}, issue.summary),
      el("small", { class: "soft" }, [issue.assignee ?? "unassigned", issue.comments.length ? ` · ${issue.comments.length} 💬` : ""])));
