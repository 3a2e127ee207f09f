// Rich text: sections, lists, quotes and code (docs.slack.dev/reference/block-kit/blocks/rich-text-block).

import { el } from "../lib/el.js";
import { moment } from "./dates.js";
import { emoji } from "./emoji.js";
import { anchor, broadcast, channel, person } from "./mentions.js";

/** Draw the parts of a rich text block. */
export const rich = (block) => el("div", { class: "rich" }, block.elements.map(part));

function part(one) {
  if (one.type === "rich_text_list") return list(one);
  if (one.type === "rich_text_quote") return el("blockquote", {}, run(one));
  if (one.type === "rich_text_preformatted") return el("pre", {}, el("code", {}, run(one)));
  return el("p", {}, run(one));
}

function list(one) {
  const props = { class: `indent-${Math.min(one.indent ?? 0, 5)}` };
  const ordered = one.style === "ordered";
  if (ordered && one.offset) props.start = one.offset + 1;
  return el(ordered ? "ol" : "ul", props, one.elements.map((item) => el("li", {}, run(item))));
}

const run = (one) => (one.elements ?? []).map((piece) => styled(inner(piece), piece.style));

function inner(piece) {
  switch (piece.type) {
    case "user": return person(piece.user_id);
    case "usergroup": return broadcast("subteam", piece.usergroup_id, "");
    case "channel": return channel(piece.channel_id, "");
    case "broadcast": return broadcast(piece.range, "", "");
    case "link": return anchor(piece.url, piece.text || piece.url);
    case "emoji": return emoji(piece.name);
    case "date": return moment(piece.timestamp, piece.format, piece.fallback);
    case "color": return el("code", {}, piece.value);
    default: return piece.text ?? "";
  }
}

const TAGS = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

function styled(node, style = {}) {
  return Object.keys(TAGS).reduce((inside, name) => (style[name] ? el(TAGS[name], {}, inside) : inside), node);
}
