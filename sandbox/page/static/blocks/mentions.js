// People, groups, channels and links inside a text.

import { el, link } from "../lib/el.js";
import { go, placeOf, showPane } from "../lib/route.js";
import { channelName, nameOf, now } from "../lib/world.js";

/** Draw a mention of a person. The current person is highlighted. */
export function person(id) {
  const self = now().people.some((one) => one.id === id && one.key === now().me);
  return el("span", { class: self ? "mention self" : "mention" }, `@${nameOf(id)}`);
}

/** Draw a channel. It is a link for its members. */
export function channel(id, label) {
  const name = `#${label || channelName(id)}`;
  if (!now().rooms.some((room) => room.id === id)) return el("span", { class: "mention" }, name);
  return el("a", { class: "mention", href: `#${now().me}/${id}` }, name);
}

/** Draw a group mention or `<!here>`. */
export function broadcast(word, id, label) {
  const name = word === "subteam" ? label || `@${id === now().group.id ? now().group.handle : id}` : label || `@${word}`;
  return el("span", { class: "mention" }, name);
}

/** Draw a link. Links to messages and issues of the sandbox open on this page. */
export function anchor(address, label) {
  const place = placeOf(address);
  const ticket = /\/jira\/browse\/([A-Z]+-\d+)$/.exec(address);
  if (place) return link(address, label, { onclick: (event) => stay(event, () => go(place)) });
  if (ticket && address.startsWith(location.origin)) {
    return link(address, label, { onclick: (event) => stay(event, () => openTicket(ticket[1])) });
  }
  return link(address, label);
}

function openTicket(key) {
  dispatchEvent(new CustomEvent("ticket", { detail: key }));
  showPane("jira");
}

function stay(event, instead) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  instead();
}
