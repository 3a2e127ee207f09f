// Images. If an image doesn't load, its alt text is shown.

import { el } from "../lib/el.js";

/** Draw an image block or element. */
export function image(one, kind) {
  const shown = el("img", { src: one.image_url ?? "", alt: one.alt_text, class: kind, loading: "lazy" });
  shown.addEventListener("error", () => shown.replaceWith(el("span", { class: "soft" }, `[${one.alt_text}]`)));
  if (!one.title) return shown;
  return el("figure", {}, el("figcaption", {}, one.title.text), shown);
}
