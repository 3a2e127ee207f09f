// Redraws that keep focus, selection and unsent input.

/**
 * Show `items` in `parent`, in order. Each item has a `key`, a `print` (what it depends on, as text) and `draw`.
 * A child with an unchanged print stays untouched, with its focus, selection and input.
 */
export function keyed(parent, items) {
  keepingFocus(parent, () => {
    const before = new Map([...parent.children].map((node) => [node.dataset.key, node]));
    const nodes = items.map((item) => kept(before.get(item.key), item) ?? drawn(item));
    // Remove old nodes first. Otherwise the remaining nodes would move and lose their focus.
    [...parent.children].filter((node) => !nodes.includes(node)).forEach((node) => node.remove());
    nodes.forEach((node, place) => {
      if (parent.children[place] !== node) parent.insertBefore(node, parent.children[place] ?? null);
    });
  });
}

const kept = (node, item) => (node && node.print === item.print ? node : null);

function drawn(item) {
  const node = item.draw();
  node.dataset.key = item.key;
  node.print = item.print;
  return node;
}

/** Redraw, then restore the focus to the element with the same `data-focus`. */
export function keepingFocus(parent, redraw) {
  const had = document.activeElement;
  const name = parent.contains(had) ? had.dataset.focus : null;
  const selection = name && "selectionStart" in had ? [had.selectionStart, had.selectionEnd] : null;
  redraw();
  if (!name || parent.contains(document.activeElement)) return;
  const now = parent.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  now?.focus({ preventScroll: true });
  if (selection && selection[0] !== null) now?.setSelectionRange?.(...selection);
}

/** Draw again only when the data has changed. */
export function whenChanged(draw) {
  let before;
  return (facts, ...more) => {
    const print = JSON.stringify(facts);
    if (print === before) return;
    before = print;
    draw(facts, ...more);
  };
}
