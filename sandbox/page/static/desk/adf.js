// Jira's documents as elements (developer.atlassian.com/cloud/jira/platform/apis/document/structure).

import { el, link } from "../lib/el.js";

const TAGS = {
  paragraph: "p", bulletList: "ul", orderedList: "ol", listItem: "li", blockquote: "blockquote", codeBlock: "pre",
  table: "table", tableRow: "tr", tableHeader: "th", tableCell: "td", rule: "hr", panel: "div", heading: "h4",
};
const MARKS = { strong: "strong", em: "em", code: "code", strike: "s", underline: "u" };

/** Return the elements of a node. An empty document has none. */
export function adf(node) {
  if (!node) return [];
  if (node.type === "text") return [(node.marks ?? []).reduce(marked, node.text)];
  if (node.type === "hardBreak") return [el("br")];
  const inside = (node.content ?? []).flatMap(adf);
  if (node.type === "doc") return inside;
  if (node.type === "table") return [el("table", {}, el("tbody", {}, inside))];
  return [el(TAGS[node.type] ?? "span", {}, inside.length ? inside : node.attrs?.text ?? null)];
}

function marked(inside, mark) {
  if (mark.type === "link") return link(mark.attrs.href, inside);
  return MARKS[mark.type] ? el(MARKS[mark.type], {}, inside) : inside;
}
