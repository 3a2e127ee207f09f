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

/** Redraw, then restore the focus to the element with the same `data-focus`, else to what took its place. */
export function keepingFocus(parent, redraw) {
  const had = document.activeElement;
  if (!parent.contains(had)) return redraw();
  const name = had.dataset.focus;
  const selection = name && "selectionStart" in had ? [had.selectionStart, had.selectionEnd] : null;
  const row = [...parent.children].find((child) => child.contains(had));
  const place = [...parent.children].indexOf(row);
  redraw();
  if (parent.contains(document.activeElement)) return;
  const same = row?.dataset.key && [...parent.children].find((child) => child.dataset.key === row.dataset.key);
  const now = name ? (same ?? parent).querySelector(`[data-focus="${CSS.escape(name)}"]`) : null; // messages share names
  if (!now) return row && focusNear(parent, row.dataset.key, place);
  now.focus({ preventScroll: true });
  if (selection && selection[0] !== null) now.setSelectionRange?.(...selection);
}

const FIELDS = "input, textarea, select";

/** Focus what replaced a removed element: in a form the nearest field, else the row, so that Enter presses nothing. */
function focusNear(parent, key, place) {
  const rows = [...parent.children];
  const row = rows.find((one) => one.dataset.key === key) ?? rows[place] ?? rows.at(-1);
  if (!row) return;
  const field = parent.closest("dialog") && (row.matches(FIELDS) ? row : row.querySelector(FIELDS));
  if (!field) row.tabIndex = -1;
  (field || row).focus();
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
