// Element builders. Strings become text nodes, so user input never becomes markup.

/** Create an element. `on…` are listeners, booleans set attributes, null children are skipped. */
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

/** Flatten children and drop absent ones. */
export function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Create text for screen readers only. */
export const unseen = (words) => el("span", { class: "unseen" }, words);

/** Create a link for http(s) and mailto addresses, else plain text. */
export function link(address, label, props = {}) {
  if (!/^(https?:|mailto:)/i.test(address)) return el("span", {}, label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...props }, label);
}

/** Return a number and its noun: "1 reply", "3 replies". */
export const counted = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
