// What Slack would not take from the app, with Slack's own error code. People never see this; operators must.

import { el, counted } from "../lib/el.js";
import { redraw } from "../lib/world.js";
import { block } from "../blocks/blocks.js";
import { surface } from "./surface.js";

let dismissed = 0;

/** The strip over the composer, ready for `keyed`; empty when nothing was refused. */
export function refusals(seen) {
  const fresh = seen.refused.filter((one) => one.number > dismissed);
  if (!fresh.length) return [];
  return [{ key: "refused", print: JSON.stringify(fresh), draw: () => strip(fresh) }];
}

function strip(fresh) {
  const dismiss = () => {
    dismissed = fresh.at(-1).number;
    redraw();
  };
  const open = fresh.length === 1;
  return el(
    "details", { class: "refused", open },
    el("summary", {}, el("strong", {}, "Refused by Slack"), ` ${counted(fresh.length, "call")} of the app`),
    el("ul", {}, fresh.map(call)),
    el("button", { type: "button", class: "button", onclick: dismiss }, "Seen"),
  );
}

function call(one) {
  return el(
    "li", {},
    el("p", {}, el("code", {}, one.method), " → ", el("code", { class: "code-bad" }, one.error)),
    one.details.map((words) => el("p", { class: "soft" }, words)),
    one.text ? el("blockquote", {}, one.text) : null,
    one.blocks.length ? el("details", {}, el("summary", {}, "What it was to show"), one.blocks.map(attempt)) : null,
  );
}

/** Blocks that Slack refuses may be broken in any way: what cannot be drawn is shown as it was sent. */
function attempt(one) {
  try {
    return el("div", { inert: true }, block(one, surface("refused", {})));
  } catch {
    return el("pre", {}, JSON.stringify(one, null, 2));
  }
}
