// Slack's agent view: prompts over the composer, what a thread is called, what the app is doing.

import { el } from "../lib/el.js";
import { say } from "./composer.js";

/** Prompts of the app, or of its manifest, ready for `keyed`; none inside a thread. */
export function prompts(seen, room, thread) {
  const view = seen.features.agent;
  if (!view || !room?.direct || thread) return [];
  const own = room.agent?.prompts?.prompts ?? view.suggested_prompts ?? [];
  if (!own.length) return [];
  const draw = () => el("div", { class: "prompts", role: "group", "aria-label": "Suggested prompts" },
    own.map((one) => el("button", { type: "button", class: "button", title: one.message, onclick: () => say(one.message) }, one.title)));
  return [{ key: "prompts", print: JSON.stringify([own, seen.me]), draw }];
}

/** What the app says it is doing in this thread, ready for `keyed`. */
export function status(seen, room, thread) {
  const words = thread && room?.agent?.statuses?.[thread];
  if (!words) return [];
  return [{ key: "status", print: words, draw: () => el("p", { class: "status soft", role: "status" }, `${seen.app.name} ${words}`) }];
}

/** What the thread is called. */
export const titleOf = (room, thread) => room?.agent?.titles?.[thread] ?? "Thread";
