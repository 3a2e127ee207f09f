// Pictures. One that does not load leaves its description.

import { el } from "../lib/el.js";

/** An image block or element. */
export function image(one, kind) {
  const shown = el("img", { src: one.image_url ?? "", alt: one.alt_text, class: kind, loading: "lazy" });
  shown.addEventListener("error", () => shown.replaceWith(el("span", { class: "soft" }, `[${one.alt_text}]`)));
  if (!one.title) return shown;
  return el("figure", {}, el("figcaption", {}, one.title.text), shown);
}
