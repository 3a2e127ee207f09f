// The main pane: a conversation, a thread, or the app's Home tab.

import { el } from "../lib/el.js";
import { keyed } from "../lib/keyed.js";
import { go, here, showPane } from "../lib/route.js";
import { me, watch } from "../lib/world.js";
import { block } from "../blocks/blocks.js";
import { prompts, status, titleOf } from "./agent.js";
import { canvasOf, document as canvasItems, tabs } from "./canvas.js";
import { composer } from "./composer.js";
import { guide, welcome } from "./guide.js";
import { entries } from "./message.js";
import { rejections } from "./rejections.js";
import { surface } from "./surface.js";
import { markRead } from "./unread.js";

const pane = document.getElementById("talk");
const head = el("header", { class: "talk-head" });
const tabBar = el("nav", { class: "canvas-tabs", "aria-label": "Tabs" });
const log = el("div", { class: "log", role: "log", tabindex: "0" });
const strips = el("div", { class: "strips" });
const foot = el("footer", { class: "talk-foot" });
let stood = "";

/** Build the pane and watch for changes. */
export function conversation() {
  pane.append(el("div", { class: "talk-top" }, head, tabBar), log, strips, foot);
  const write = composer(foot);
  watch((seen) => {
    const where = withoutDeleted(seen, here());
    const room = seen.rooms.find((one) => one.id === where.place) ?? directOf(seen, where.place);
    if (!room && where.place !== "home") return go({ place: seen.rooms[0].id });
    const canvas = canvasOf(room, where.thread);
    if (canvas) inCanvas(seen, room, canvas);
    else if (room) converse(seen, room, where.thread);
    else atHome(seen);
    keyed(tabBar, tabs(room, canvas));
    write(seen, canvas ? null : room, where.thread);
    const begun = log.dataset.begun === "yes";
    const agent = [...prompts(seen, room, where.thread), ...status(seen, room, where.thread)];
    keyed(strips, [...rejections(seen), ...agent, ...(begun ? guide(seen) : [])]);
  });
}

/** Return a place without a canvas that was deleted meanwhile. Threads are numbers. */
function withoutDeleted(seen, where) {
  const isOpen = canvasOf(seen.rooms.find((one) => one.id === where.place), where.thread);
  return isOpen || !where.thread.startsWith("F") ? where : { ...where, thread: "" };
}

/** Return the direct messages. Before the first message, return an empty conversation. */
function directOf(seen, place) {
  const direct = seen.rooms.find((room) => room.direct);
  if (place === direct?.id || (place.startsWith("D") && !direct) || place === "dm") {
    return direct ?? { id: "dm", name: seen.app.name, direct: true, members: [], messages: [], app_is_in: true };
  }
  return null;
}

function converse(seen, room, thread) {
  const sign = room.direct ? "" : "#";
  title(thread ? titleOf(room, thread) : `${sign}${room.name}`, thread ? `${sign}${room.name}` : about(room), thread && room);
  const shown = thread
    ? room.messages.filter((one) => thread === one.ts || thread === one.thread_ts)
    : room.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast");
  log.setAttribute("aria-label", `Messages in ${sign}${room.name}`);
  log.classList.remove("home");
  log.dataset.begun = shown.length || !room.app_is_in ? "yes" : "no";
  scrolled(`${seen.me} ${room.id} ${thread}`, () =>
    keyed(log, shown.length ? entries(seen, room, shown, thread) : [welcome(seen, room)]));
  if (document.visibilityState === "visible") markRead(seen.me, room);
}

function inCanvas(seen, room, canvas) {
  title(`#${room.name}`, about(room));
  log.setAttribute("aria-label", `Canvas ${canvas.title}`);
  log.classList.add("home");
  log.dataset.begun = "yes";
  scrolled(`${seen.me} ${canvas.id}`, () => keyed(log, canvasItems(canvas)), true);
}

function about(room) {
  if (room.direct) return "Direct messages with the app";
  const count = `${room.members.length} members`;
  if (room.shared) return `${count} · shared with another workspace`;
  return room.app_is_in ? count : `${count} · Connector Desk isn't a member`;
}

function atHome(seen) {
  title("Connector Desk", "Home");
  log.setAttribute("aria-label", "Home");
  log.classList.add("home");
  log.dataset.begun = "yes";
  const view = seen.home;
  const nothing = { key: "nothing", print: "", draw: () => el("p", { class: "empty soft" }, "The app hasn't published a Home tab yet.") };
  const place = view && surface(`${view.id}.${view.hash}`, { in: "home" }, view.state.values);
  const blocks = view?.blocks.map((one) => ({
    key: `${view.id}.${one.block_id}`, print: JSON.stringify([one, view.hash]), draw: () => block(one, place),
  }));
  scrolled(`${seen.me} home`, () => keyed(log, blocks ?? [nothing]), true);
}

function title(words, note, back) {
  const leave = back
    ? el("button", { type: "button", class: "quiet back", onclick: () => go({ place: back.id }) }, "‹ ", el("span", { class: "unseen" }, "Back to the conversation"))
    : null;
  const print = `${words}|${note}|${me().key}|${back?.id}`;
  keyed(head, [{ key: "title", print, draw: () => el("div", { class: "row" }, leave, el("h1", {}, words), el("p", { class: "soft" }, note)) },
    { key: "who", print: me().key, draw: () => el("button", { type: "button", class: "quiet whom", onclick: () => showPane("places") }, `as ${me().name}`) }]);
}

/** Stay at the newest message, unless the reader scrolled up. */
function scrolled(place, redraw, top = false) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  redraw();
  if (place !== stood) log.scrollTop = top ? 0 : log.scrollHeight;
  else if (atEnd && !top) log.scrollTop = log.scrollHeight;
  stood = place;
}
