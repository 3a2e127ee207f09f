// `<!date^…>`: a moment in the reader's time zone (docs.slack.dev/messaging/formatting-message-text).

import { el } from "../lib/el.js";
import { me, now } from "../lib/world.js";

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

/** Return the element for the moment `unix` (epoch seconds) in Slack's `pattern`. */
export function moment(unix, pattern, fallback = "") {
  const at = new Date(unix * 1000);
  const words = pattern.replace(/\{(\w+)\}/g, (whole, name) => token(name, at) ?? whole);
  return el("time", { datetime: at.toISOString(), title: fallback || full(unix) }, words);
}

function token(name, at) {
  if (name === "ago") return ago(at.getTime() / 1000);
  if (name.endsWith("_pretty")) return near(at) ?? token(name.slice(0, -"_pretty".length), at);
  return TOKENS[name]?.(at);
}

const format = (at, options) => new Intl.DateTimeFormat("en-US", { timeZone: me().tz, ...options }).format(at);

const numbers = (at) =>
  Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", { timeZone: me().tz, year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );

const iso = (at) => (({ year, month, day }) => `${year}-${month}-${day}`)(numbers(at));
const slash = (at) => (({ year, month, day }) => `${day}/${month}/${year}`)(numbers(at));

function ordinal(at) {
  const day = Number(format(at, { day: "numeric" }));
  const ending = day % 100 > 10 && day % 100 < 20 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th";
  return `${day}${ending}`;
}

const TOKENS = {
  date_num: iso,
  date_slash: slash,
  date: (at) => `${format(at, { month: "long" })} ${ordinal(at)}, ${format(at, { year: "numeric" })}`,
  date_short: (at) => format(at, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (at) => `${format(at, { weekday: "long" })}, ${TOKENS.date(at)}`,
  day_divider_pretty: (at) => near(at) ?? `${format(at, { weekday: "long", month: "long" })} ${ordinal(at)}`,
  day_divider: (at) => `${format(at, { weekday: "long" })}, ${format(at, { month: "long" })} ${ordinal(at)}`,
  time: (at) => format(at, { hour: "numeric", minute: "2-digit" }),
  time_secs: (at) => format(at, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
};

function near(at) {
  const day = (shift) => iso(new Date((now().clock.now + shift * 86400) * 1000));
  return { [day(-1)]: "yesterday", [day(0)]: "today", [day(1)]: "tomorrow" }[iso(at)];
}

/** "3 hours ago", "in 2 days". */
export function ago(unix) {
  const passed = now().clock.now - unix;
  const unit = UNITS.find(([, length]) => Math.abs(passed) >= length);
  if (!unit) return "just now";
  const count = Math.floor(Math.abs(passed) / unit[1]);
  const words = `${count} ${unit[0]}${count > 1 ? "s" : ""}`;
  return passed > 0 ? `${words} ago` : `in ${words}`;
}

/** Return a short time, for the edge of a message. */
export const timeOf = (unix) => TOKENS.time(new Date(unix * 1000));

/** Return the day of a moment: "Today", "Saturday, November 21st". */
export function dayOf(unix) {
  const at = new Date(unix * 1000);
  const words = near(at) ?? TOKENS.day_divider(at);
  return words[0].toUpperCase() + words.slice(1);
}

/** Return date and time in full, with the zone. */
export const full = (unix) =>
  format(new Date(unix * 1000), { dateStyle: "full", timeStyle: "short" }) + ` (${me().tz})`;
