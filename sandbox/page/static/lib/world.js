// The current data, fetched again after every change.

import { here, onMove } from "./route.js";

const watchers = [];
let seen = null;
let looking = null;
let again = false;

/** Call `show(seen)` now, if there is data, and after every change. */
export function watch(show) {
  watchers.push(show);
  if (seen) show(seen);
}

/** Return the current data. */
export const now = () => seen;

/** Redraw the current data after a change on the page itself. */
export const redraw = () => seen && watchers.forEach((show) => show(seen));

/** Listen for changes while the page is open. */
export function open() {
  const stream = new EventSource("/page/changes");
  stream.onmessage = look;
  const lost = document.getElementById("lost");
  stream.onerror = () => (lost.hidden = false);
  stream.onopen = () => (lost.hidden = true);
  onMove(() => (here().me === seen?.me ? redraw() : look()));
}

/** Fetch the data, one request at a time. Calls during a request cause one more request. */
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

/** Return the current person. */
export const me = () => seen.people.find((one) => one.key === seen.me);

/** Return the name shown for an id. */
export function nameOf(id) {
  if (id === seen.app.id) return seen.app.name;
  return seen.people.find((one) => one.id === id)?.name ?? id;
}

/** Return a channel's name. */
export const channelName = (id) => seen.rooms.find((one) => one.id === id)?.name ?? id;
