// Elements made of plain values. Words go in as text, so nothing that anybody wrote can become markup.

/** An element: `on…` are listeners, true and false switch attributes, null children are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...present(children));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** Children without what is absent, however deeply listed. */
export function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Words for screen readers alone. */
export const unseen = (words) => el("span", { class: "unseen" }, words);

/** A link that leads to the web and nowhere else; words alone when its address is of another kind. */
export function link(address, label, props = {}) {
  if (!/^(https?:|mailto:)/i.test(address)) return el("span", {}, label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...props }, label);
}

/** A number and its noun: "1 reply", "3 replies". */
export const counted = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
