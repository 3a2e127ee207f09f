// Suggests the next step to a new user, from the state of the three vendors. It can be hidden.

import { el } from "../lib/el.js";
import { me, redraw } from "../lib/world.js";
import { say } from "./composer.js";
import { next } from "./story.js";

const OFF = "guide is off";

/** Return the hint above the composer as items for `keyed`. */
export function guide(seen) {
  if (localStorage.getItem(OFF)) return [];
  const step = next(seen);
  if (!step) return [];
  const print = JSON.stringify([step.words, step.label, seen.me]);
  return [{ key: "guide", print, draw: () => hint(step) }];
}

function hint({ words, label, does }) {
  const hide = () => {
    localStorage.setItem(OFF, "yes");
    redraw();
  };
  return el(
    "div", { class: "guide", role: "note" },
    el("p", {}, el("strong", {}, "Next "), words),
    label ? el("button", { type: "button", class: "button primary", "data-focus": "guide", onclick: does }, label) : null,
    el("button", { type: "button", class: "quiet", "aria-label": "Hide hints", onclick: hide }, "×"),
  );
}

/** Return the welcome text of an empty conversation. */
export function welcome(seen, room) {
  return { key: "welcome", print: `${room.id} ${seen.me}`, draw: () => el("div", { class: "empty" }, ...invitation(seen, room)) };
}

function invitation(seen, room) {
  if (!room.app_is_in) return [el("p", { class: "soft" }, "No messages yet.")];
  const command = seen.features.commands[0]?.command;
  if (!command) {
    return [el("p", { class: "soft" }, `${me().name} can't use the commands of this workspace. Write a message, or mention @${seen.app.name}.`)];
  }
  return [
    el("img", { src: "/page/icon.svg", alt: "", width: "56", height: "56" }),
    el("h2", {}, "Request a connector"),
    el("p", {}, "Type ", el("code", {}, command), " below, or press the button. You fill in a form, a data engineer approves it, and the connector is created."),
    el("button", { type: "button", class: "button primary big", onclick: () => say(command) }, `Type ${command} for me`),
    el("p", { class: "soft" }, `You are ${me().name}. Everything here is simulated: act as any person, break anything.`),
  ];
}

