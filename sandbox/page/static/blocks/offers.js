// What can be chosen from without asking the app: people, channels, a list in the block itself.
//
// Each is a function from what was typed to {options: [{text, note}]} or {refused: "why nothing is offered"}.

import { now } from "../lib/world.js";

const fitting = (query, options) => ({
  options: options.filter((one) => one.text.toLowerCase().includes(query.toLowerCase())),
});

/** Everybody who is not deactivated. */
export function people(query) {
  const present = now().people.filter((one) => !one.deleted);
  return fitting(query, present.map((one) => ({ text: one.name, note: one.title })));
}

/** The channels that one is in. */
export function channels(query) {
  return fitting(query, now().rooms.filter((room) => !room.direct).map((room) => ({ text: room.name, note: "" })));
}

/** The options of the element. */
export const local = (one) => (query) => {
  const all = (one.option_groups ?? [one]).flatMap((group) => group.options);
  return fitting(query, all.map((option) => ({ text: option.text.text, note: option.description?.text ?? "" })));
};
