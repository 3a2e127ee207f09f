// The canvases of a channel: their tabs, and one that is open.

import { el, link } from "../lib/el.js";
import { go } from "../lib/route.js";

const INLINE = /\\([!-/:-@[-`{-~])|`([^`\n]+)`|\[((?:\\.|[^\]\\\n])*)\]\(([^()\s]+)\)|\*\*((?:\\.|[^*\\\n])+)\*\*/g;

/** Return the canvas that the address names, if it is one. A deleted one isn't. */
export const canvasOf = (room, thread) => room?.canvases?.find((one) => one.id === thread);

/** Return the tabs of a conversation as items for `keyed`; none without a canvas. */
export function tabs(room, open) {
  const shown = room?.canvases?.length ? [{ id: "", title: "Messages" }, ...room.canvases] : [];
  return shown.map((one) => ({
    key: `tab-${one.id}`,
    print: `${room.id}|${one.title}|${one.id === (open?.id ?? "")}`,
    draw: () => el("button", {
      type: "button", class: "quiet", "data-focus": `tab-${one.id}`, "aria-current": one.id === (open?.id ?? "") ? "page" : null,
      onclick: () => go({ place: room.id, thread: one.id }),
    }, one.title),
  }));
}

/** Return the open canvas as items for `keyed`. */
export function document(canvas) {
  const draw = () => el("article", { class: "canvas", "aria-label": canvas.title }, el("h2", {}, canvas.title), blocks(canvas.markdown));
  return [{ key: canvas.id, print: JSON.stringify(canvas), draw }];
}

/** Draw headings, bulleted lists, and paragraphs. */
function blocks(markdown) {
  const parts = [];
  for (const line of markdown.split("\n").filter((one) => one.trim())) {
    const heading = /^(#{1,3}) (.*)/.exec(line);
    const item = /^[-*] (.*)/.exec(line);
    if (heading) parts.push(el(`h${heading[1].length + 2}`, {}, inline(heading[2])));
    else if (!item) parts.push(el("p", {}, inline(line)));
    else if (parts.at(-1)?.tagName === "UL") parts.at(-1).append(el("li", {}, inline(item[1])));
    else parts.push(el("ul", {}, el("li", {}, inline(item[1]))));
  }
  return parts;
}

function inline(text) {
  const parts = [];
  let after = 0;
  for (const found of text.matchAll(INLINE)) {
    parts.push(text.slice(after, found.index), piece(found));
    after = found.index + found[0].length;
  }
  return [...parts, text.slice(after)];
}

function piece([, escaped, code, label, address, bold]) {
  if (escaped) return escaped;
  if (code) return el("code", {}, code);
  if (address) return link(address, inline(label));
  return el("strong", {}, inline(bold));
}
