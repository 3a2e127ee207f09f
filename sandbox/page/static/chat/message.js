// Messages in a conversation.

import { el, counted } from "../lib/el.js";
import { menu } from "../lib/menu.js";
import { go } from "../lib/route.js";
import { perform } from "../lib/verbs.js";
import { nameOf } from "../lib/world.js";
import { block } from "../blocks/blocks.js";
import { ago, dayOf, full, timeOf } from "../blocks/dates.js";
import { mrkdwn } from "../blocks/mrkdwn.js";
import { avatar } from "./avatar.js";
import { surface } from "./surface.js";

const TOGETHER = 300;

/** Return messages and day dividers as items for `keyed`. */
export function entries(seen, room, messages, thread) {
  const found = [];
  messages.forEach((one, place) => {
    const before = messages[place - 1];
    const day = dayOf(Number(one.ts));
    if (!before || dayOf(Number(before.ts)) !== day) found.push(divider(day, one.ts));
    const follows = before && !found.at(-1).day && goesOn(before, one);
    found.push({
      key: one.ts,
      print: JSON.stringify([one, follows, thread, seen.drafts[one.ts], seen.me, minute(seen, one)]),
      draw: () => message(seen, room, one, follows, thread),
    });
  });
  return found;
}

/** Return a day divider. */
const divider = (day, ts) => ({
  key: `day-${ts}`, print: day, day, draw: () => el("p", { class: "day" }, el("span", {}, day)),
});

/** Return the current minute for messages that show relative times, so that they are redrawn. */
const minute = (seen, one) =>
  JSON.stringify(one.blocks).includes("!date^") || one.reply_count ? Math.floor(seen.clock.now / 60) : 0;

const goesOn = (before, one) =>
  before.user === one.user && !before.ephemeral && !one.ephemeral && !before.reply_count
  && one.blocks.every((part) => part.type === "rich_text") && one.ts - before.ts < TOGETHER;

function message(seen, room, one, follows, thread) {
  const at = Number(one.ts);
  const isApp = one.user === seen.app.id;
  const by = follows ? null : el(
    "p", { class: "by" },
    el("strong", {}, nameOf(one.user)),
    isApp ? el("span", { class: "tag" }, "app") : null,
    el("time", { datetime: new Date(at * 1000).toISOString(), title: full(at) }, timeOf(at)),
  );
  return el(
    "article",
    { class: `message${follows ? " follows" : ""}${one.ephemeral ? " ephemeral" : ""}`, "aria-label": `${nameOf(one.user)}, ${timeOf(at)}` },
    el("div", { class: "face" }, follows ? null : avatar(one.user)),
    el("div", { class: "said" },
      one.ephemeral ? el("p", { class: "only" }, "Only visible to you") : null,
      by, body(seen, room, one), ...previews(seen, room, one),
      one.edited && !isApp ? el("small", { class: "soft" }, " (edited)") : null,
      thread || !one.reply_count ? null : replies(one)),
    one.ephemeral ? null : tools(seen, room, one, thread),
  );
}

function body(seen, room, one) {
  const place = surface(`${seen.me}.${one.ts}`, { in: room.id, message: one.ts }, seen.drafts[one.ts]);
  if (!one.blocks.length) return el("div", { class: "text" }, mrkdwn(one.text));
  return el("div", { class: "blocks" }, one.blocks.map((part) => block(part, place)));
}

/** Return the previews of the links in a message, which the app added. */
function previews(seen, room, one) {
  const place = surface(`${seen.me}.${one.ts}`, { in: room.id, message: one.ts }, seen.drafts[one.ts]);
  return (one.attachments ?? []).map((preview) =>
    el("blockquote", { class: "blocks preview" }, (preview.blocks ?? []).map((part) => block(part, place))));
}

const replies = (one) =>
  el(
    "button", { type: "button", class: "replies", onclick: () => go({ thread: one.ts }) },
    one.reply_users.map(avatar), el("span", {}, counted(one.reply_count, "reply", "replies")),
    el("span", { class: "soft" }, `last ${ago(Number(one.latest_reply))}`),
  );

function tools(seen, room, one, thread) {
  const answer = { label: "Reply in thread", choose: () => go({ thread: one.thread_ts ?? one.ts }) };
  const shortcuts = seen.features.shortcuts
    .filter((shortcut) => shortcut.type === "message")
    .map((shortcut) => ({
      label: shortcut.name, note: shortcut.description,
      choose: () => perform("uses", { shortcut: shortcut.callback_id, message: one.ts }),
    }));
  const choices = () => [...(thread ? [] : [answer]), ...shortcuts];
  if (!choices().length) return null;
  return el("div", { class: "tools" }, menu("⋯", choices, { class: "quiet", "aria-label": "Message actions" }));
}
