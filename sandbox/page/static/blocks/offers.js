// Options that don't come from the app: people, channels, and the block's own list.
//
// Each function maps the query to {options: [{text, note}]} or {refused: "reason"}.

import { now } from "../lib/world.js";

const fitting = (query, options) => ({
  options: options.filter((one) => one.text.toLowerCase().includes(query.toLowerCase())),
});

/** All active people. */
export function people(query) {
  const present = now().people.filter((one) => !one.deleted);
  return fitting(query, present.map((one) => ({ text: one.name, note: one.title })));
}

/** The current person's channels. */
export function channels(query) {
  return fitting(query, now().rooms.filter((room) => !room.direct).map((room) => ({ text: room.name, note: "" })));
}

/** The element's own options. */
export const local = (one) => (query) => {
  const all = (one.option_groups ?? [one]).flatMap((group) => group.options);
  return fitting(query, all.map((option) => ({ text: option.text.text, note: option.description?.text ?? "" })));
};
