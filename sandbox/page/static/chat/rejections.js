// Calls of the app that Slack rejected, with Slack's error code.

import { el, counted } from "../lib/el.js";
import { redraw } from "../lib/world.js";
import { block } from "../blocks/blocks.js";
import { surface } from "./surface.js";

let dismissed = 0;

/** Return the strip above the composer as items for `keyed`. */
export function rejections(seen) {
  const fresh = seen.rejections.filter((one) => one.number > dismissed);
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
    el("summary", {}, el("strong", {}, "Rejected by Slack"), ` ${counted(fresh.length, "call")} of the app`),
    el("ul", {}, fresh.map(call)),
    el("button", { type: "button", class: "button", onclick: dismiss }, "Dismiss"),
  );
}

function call(one) {
  return el(
    "li", {},
    el("p", {}, el("code", {}, one.method), " → ", el("code", { class: "code-bad" }, one.error)),
    one.details.map((words) => el("p", { class: "soft" }, words)),
    one.text ? el("blockquote", {}, one.text) : null,
    one.blocks.length ? el("details", {}, el("summary", {}, "Rejected blocks"), one.blocks.map(attempt)) : null,
  );
}

/** Draw a rejected block. If it can't be drawn, show its JSON. */
function attempt(one) {
  try {
    return el("div", { inert: true }, block(one, surface("refused", {})));
  } catch {
    return el("pre", {}, JSON.stringify(one, null, 2));
  }
}
