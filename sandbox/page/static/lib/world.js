// What is seen now, fetched again whenever the sandbox says that something changed.

import { here, onMove } from "./route.js";

const watchers = [];
let seen = null;
let looking = null;
let again = false;

/** Call `show(seen)` now (once there is something) and after every change. */
export function watch(show) {
  watchers.push(show);
  if (seen) show(seen);
}

/** What was seen last. */
export const now = () => seen;

/** Draw once more what was seen last, because something on the page itself changed. */
export const redraw = () => seen && watchers.forEach((show) => show(seen));

/** Listen to the sandbox, for as long as the page is open. */
export function open() {
  const stream = new EventSource("/page/changes");
  stream.onmessage = look;
  stream.onerror = () => document.body.classList.add("lost");
  stream.onopen = () => document.body.classList.remove("lost");
  onMove(() => (here().me === seen?.me ? redraw() : look()));
}

/** Fetch what is seen. One request at a time: what happens meanwhile makes one more. */
export function look() {
  again = true;
  looking ??= fetchAll().finally(() => (looking = null));
  return looking;
}

async function fetchAll() {
  while (again) {
    again = false;
    const answer = await fetch(`/page/seen/${encodeURIComponent(here().me)}`);
    if (answer.ok) seen = await answer.json();
    else if (answer.status === 404) location.hash = "#ada";
    if (seen?.me === here().me) redraw();
    else again = answer.ok;
  }
}

/** Whoever is looked out of. */
export const me = () => seen.people.find((one) => one.key === seen.me);

/** How an id is written after the @. */
export function nameOf(id) {
  if (id === seen.app.id) return seen.app.name;
  return seen.people.find((one) => one.id === id)?.name ?? id;
}

/** A channel's name. */
export const channelName = (id) => seen.rooms.find((one) => one.id === id)?.name ?? id;
