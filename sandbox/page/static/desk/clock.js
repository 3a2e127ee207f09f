// Sandbox time, and the buttons that move it forward.

import { el } from "../lib/el.js";
import { advance } from "../lib/verbs.js";
import { me, watch } from "../lib/world.js";

const STEPS = [["+1 h", 3600, "one hour"], ["+6 h", 21600, "six hours"], ["+1 d", 86400, "one day"]];
const face = el("time", {});
const zone = el("small", { class: "soft" });
let latest = { now: 0, at: 0, frozen: false };

/** Build the clock and update it every second. */
export function clock() {
  const buttons = STEPS.map(([label, seconds, words]) =>
    el("button", { type: "button", class: "button small", "aria-label": `Move the clock by ${words}`, onclick: () => advance(seconds) }, label));
  document.getElementById("clock").append(el("p", {}, face, zone), ...buttons);
  watch((seen) => {
    latest = { ...seen.clock, at: performance.now() };
    show();
  });
  setInterval(() => latest.at && show(), 1000);
}

function show() {
  const passed = latest.frozen ? 0 : (performance.now() - latest.at) / 1000;
  const at = new Date((latest.now + passed) * 1000);
  const words = new Intl.DateTimeFormat("en-GB", {
    timeZone: me().tz, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  }).format(at);
  face.dateTime = at.toISOString();
  if (face.textContent !== words) face.textContent = words;
  zone.textContent = me().tz.split("/").pop().replace("_", " ");
}
