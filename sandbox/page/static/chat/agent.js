// Slack's agent view: suggested prompts, thread titles and the app's status.

import { el } from "../lib/el.js";
import { say } from "./composer.js";

/** Return the prompts of the app or its manifest as items for `keyed`. Threads have none. */
export function prompts(seen, room, thread) {
  const view = seen.features.agent;
  if (!view || !room?.direct || thread) return [];
  const own = room.agent?.prompts?.prompts ?? view.suggested_prompts ?? [];
  if (!own.length) return [];
  const draw = () => el("div", { class: "prompts", role: "group", "aria-label": "Suggested prompts" },
    own.map((one) => el("button", { type: "button", class: "button", title: one.message, onclick: () => say(one.message) }, one.title)));
  return [{ key: "prompts", print: JSON.stringify([own, seen.me]), draw }];
}

/** Return the app's status in this thread as items for `keyed`. */
export function status(seen, room, thread) {
  const words = thread && room?.agent?.statuses?.[thread];
  if (!words) return [];
  return [{ key: "status", print: words, draw: () => el("p", { class: "status soft", role: "status" }, `${seen.app.name} ${words}`) }];
}

/** Return the thread's title. */
export const titleOf = (room, thread) => room?.agent?.titles?.[thread] ?? "Thread";
