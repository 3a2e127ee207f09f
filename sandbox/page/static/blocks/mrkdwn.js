// Slack's markup as elements (docs.slack.dev/messaging/formatting-message-text).

import { el } from "../lib/el.js";
import { moment } from "./dates.js";
import { emoji, withEmoji } from "./emoji.js";
import { anchor, broadcast, channel, person } from "./mentions.js";

const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    "(?<![\\w*])\\*(?!\\s)([^\\n*]+?)(?<!\\s)\\*(?![\\w*])",
    "(?<![\\w_])_(?!\\s)([^\\n_]+?)(?<!\\s)_(?![\\w_])",
    "(?<![\\w~])~(?!\\s)([^\\n~]+?)(?<!\\s)~(?![\\w~])",
    ":([a-z0-9_+'-]+):",
  ].join("|"),
  "g",
);
const WRAPPED = ["strong", "em", "s"];

/** Draw a text object of either type. */
export function words(text) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text) : [withEmoji(text.text)];
}

/** Draw the paragraphs, quotes and code of a text. */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]+?)\n?```\n?/).flatMap((part, place) =>
    place % 2 ? [el("pre", {}, el("code", {}, unescape(part)))] : part ? lines(part) : [],
  );
}

function lines(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const quote = /^(?:>|&gt;) ?(.*)/.exec(line);
    const last = groups.at(-1);
    if (last && last.quote === Boolean(quote)) last.lines.push(quote ? quote[1] : line);
    else groups.push({ quote: Boolean(quote), lines: [quote ? quote[1] : line] });
  }
  return groups.map((group) => el(group.quote ? "blockquote" : "span", { class: "lines" }, broken(group.lines)));
}

const broken = (all) => all.flatMap((line, place) => (place ? [el("br"), ...inline(line)] : inline(line)));

/** Draw one line. */
export function inline(text) {
  const parts = [];
  let after = 0;
  for (const found of text.matchAll(INLINE)) {
    parts.push(unescape(text.slice(after, found.index)), piece(found));
    after = found.index + found[0].length;
  }
  return [...parts, unescape(text.slice(after))];
}

function piece([, code, angle, ...rest]) {
  if (code !== undefined) return el("code", {}, unescape(code));
  if (angle !== undefined) return angled(angle);
  const style = rest.slice(0, 3).findIndex((inside) => inside !== undefined);
  return style < 0 ? emoji(rest[3]) : el(WRAPPED[style], {}, inline(rest[style]));
}

function angled(inside) {
  const bar = inside.indexOf("|");
  const [target, label] = bar < 0 ? [inside, ""] : [inside.slice(0, bar), inside.slice(bar + 1)];
  if (target[0] === "@") return person(target.slice(1));
  if (target[0] === "#") return channel(target.slice(1), unescape(label));
  if (target[0] === "!") return special(target.slice(1), unescape(label));
  return anchor(unescape(target), label ? inline(label) : unescape(target));
}

function special(target, label) {
  const [word, ...parts] = target.split("^");
  if (word === "date" && /^\d+$/.test(parts[0] ?? "")) {
    const shown = moment(Number(parts[0]), parts[1] ?? "{date}", label);
    return parts[2] ? anchor(unescape(parts[2]), shown) : shown;
  }
  return broadcast(word, parts[0], label);
}

/** Replace the three escape sequences of Slack. */
export const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
