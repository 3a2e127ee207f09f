// Where the focus rests when what had it is gone.

/** Focus the composer; on the Home tab, which has none, the blocks. */
export function rest() {
  const text = document.getElementById("composer");
  (text && !text.closest("[hidden]") ? text : document.querySelector("#talk .log"))?.focus({ preventScroll: true });
}
