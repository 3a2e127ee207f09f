// The current person, place and thread, stored in the URL hash.

const DEFAULT = { me: "ada", place: "C0FIVETRAN", thread: "" };

/** Parse the hash: `#ada/C0FIVETRAN/1795225669.529178`. The place can be "home". */
export function here() {
  const [me, place, thread] = location.hash.slice(1).split("/").map(decodeURIComponent);
  return { me: me || DEFAULT.me, place: place || DEFAULT.place, thread: thread || "" };
}

/** Navigate. Missing parts keep their value, but a new place closes the thread. */
export function go(where) {
  const now = here();
  const next = { ...now, thread: where.place || where.me ? "" : now.thread, ...where };
  location.hash = [next.me, next.place, next.thread].filter(Boolean).map(encodeURIComponent).join("/");
}

/** Listen for navigation. */
export const onMove = (listener) => addEventListener("hashchange", listener);

/** Call `then` after the page has shown where a navigation led. */
export const onceMoved = (then) => requestAnimationFrame(() => requestAnimationFrame(then));

/** Return the place and thread of a message link, or null for other addresses. */
export function placeOf(address) {
  const found = /\.slack\.com\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?/.exec(address);
  if (!found) return null;
  const thread = /thread_ts=([\d.]+)/.exec(address);
  return { place: found[1], thread: thread ? thread[1] : "" };
}

/** Show a pane. Phones show one pane at a time. */
export function showPane(name) {
  document.body.dataset.pane = name;
  dispatchEvent(new CustomEvent("pane", { detail: name }));
}
