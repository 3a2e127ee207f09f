// Where the focus rests when what had it is gone.

/** Focus the composer; on the Home tab, which has none, the blocks. */
export function rest() {
  const text = document.getElementById("composer");
  (text && !text.closest("[hidden]") ? text : document.querySelector("#talk .log"))?.focus({ preventScroll: true });
}

/** Return a function that finds an element again after its row was drawn anew; null if it is gone. */
export function findAgain(node) {
  const name = node?.dataset?.focus;
  const row = node?.closest?.("[data-key]")?.dataset.key;
  if (!name) return () => null;
  const scope = row ? `[data-key="${CSS.escape(row)}"] ` : "";
  return () => document.querySelector(`${scope}[data-focus="${CSS.escape(name)}"]`);
}
