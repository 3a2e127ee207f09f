// Layout blocks as elements (docs.slack.dev/reference/block-kit/blocks).
//
// `place` is their surface: {press, draft, change, value, search}.

import { el } from "../lib/el.js";
import { chart } from "./chart.js";
import { element } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { image } from "./image.js";
import { input } from "./input.js";
import { mrkdwn, words } from "./mrkdwn.js";
import { rich } from "./rich.js";
import { table } from "./table.js";

const KINDS = {
  section,
  header: (block) => el(`h${Math.min((block.level ?? 2) + 1, 5)}`, { class: "block-header" }, withEmoji(block.text.text)),
  divider: () => el("hr"),
  context: (block) => el("div", { class: "context" }, block.elements.map(small)),
  actions: (block, place) =>
    el("div", { class: "actions" }, block.elements.map((one) => element(block, one, place))),
  input,
  image: (block) => image(block, "block-image"),
  rich_text: rich,
  markdown: (block) => el("div", { class: "text" }, mrkdwn(fromMarkdown(block.text))),
  table,
  data_table: table,
  data_visualization: chart,
  alert: (block) => el("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, words(block.text)),
};

/** Draw one block. An unsupported type is named instead of hidden. */
export function block(one, place) {
  const draw = KINDS[one.type] ?? unknown;
  return el("div", { class: `block ${one.type}` }, draw(one, place));
}

function section(one, place) {
  const main = el(
    "div",
    { class: "section-main" },
    one.text ? el("div", { class: "text" }, words(one.text)) : null,
    one.fields ? el("div", { class: "fields" }, one.fields.map((text) => el("div", {}, words(text)))) : null,
  );
  if (!one.accessory) return main;
  const side = one.accessory.type === "image" ? image(one.accessory, "thumb") : element(one, one.accessory, place);
  return el("div", { class: "section-split" }, main, el("div", { class: "accessory" }, side));
}

const small = (one) => (one.type === "image" ? image(one, "icon") : el("span", {}, words(one)));

const unknown = (one) => el("p", { class: "soft" }, `(This page can't draw the block type “${one.type}”.)`);

/** Convert the Markdown that differs from Slack's markup. */
function fromMarkdown(text) {
  return text
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/^#{1,6} (.+)$/gm, "*$1*")
    .replace(/\*\*([^*\n]+)\*\*/g, "*$1*")
    .replace(/^[-*] /gm, "• ");
}
