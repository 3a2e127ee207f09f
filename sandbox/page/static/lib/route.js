// Where one is: who, which place, which thread. It lives in the address, so that going back works.

const DEFAULT = { me: "ada", place: "C0FIVETRAN", thread: "" };

/** The address read: `#ada/C0FIVETRAN/1795225669.529178`; the place may be "home". */
export function here() {
  const [me, place, thread] = location.hash.slice(1).split("/").map(decodeURIComponent);
  return { me: me || DEFAULT.me, place: place || DEFAULT.place, thread: thread || "" };
}

/** Go somewhere: what is not said stays, but a thread belongs to its place. */
export function go(where) {
  const now = here();
  const next = { ...now, thread: where.place || where.me ? "" : now.thread, ...where };
  location.hash = [next.me, next.place, next.thread].filter(Boolean).map(encodeURIComponent).join("/");
}

/** Hear of every move. */
export const onMove = (listener) => addEventListener("hashchange", listener);

/** The address of a message that the app links to, as a place here; null for any other address. */
export function placeOf(address) {
  const found = /\.slack\.com\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?/.exec(address);
  if (!found) return null;
  const thread = /thread_ts=([\d.]+)/.exec(address);
  return { place: found[1], thread: thread ? thread[1] : "" };
}

/** On a phone one pane is seen at a time. */
export function showPane(name) {
  document.body.dataset.pane = name;
  dispatchEvent(new CustomEvent("pane", { detail: name }));
}
