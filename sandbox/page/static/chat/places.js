// The sidebar: people, channels and unread counts.

import { el, unseen } from "../lib/el.js";
import { whenChanged, keepingFocus } from "../lib/keyed.js";
import { go, here, onceMoved, showPane } from "../lib/route.js";
import { act } from "../lib/verbs.js";
import { watch } from "../lib/world.js";
import { avatar } from "./avatar.js";
import { rest } from "./rest.js";
import { readUntil, unread } from "./unread.js";

const nav = document.getElementById("places");

/** Watch for changes. */
export function places() {
  const draw = whenChanged((facts) => keepingFocus(nav, () => nav.replaceChildren(...sections(facts))));
  watch((seen) => draw(facts(seen)));
}

function facts(seen) {
  const own = seen.people.find((one) => one.key === seen.me);
  return {
    me: seen.me,
    place: here().place,
    people: seen.people.map((one) => ({ ...one, news: one.newest > readUntil(one.key, one.direct) })),
    rooms: seen.rooms.map(({ id, name, direct, shared, ...room }) => ({
      id, name, direct, shared, news: unread(seen.me, own.id, { id, ...room }),
    })),
    guest: own.partner,
    agent: Boolean(seen.features.agent),
  };
}

function sections({ me, place, people, rooms, guest, agent }) {
  const channels = rooms.filter((room) => !room.direct);
  const direct = rooms.find((room) => room.direct) ?? { id: "dm", name: "Connector Desk", news: 0 };
  return [
    part("You are", people.map((one) => person(one, me))),
    part("Channels", channels.map((room) => spot(room.id, [mark("#"), el("span", { class: "name" }, room.name), room.shared ? shared() : null], room, place))),
    part("Connector Desk", [
      guest ? null : spot("home", [mark("⌂"), "Home"], { news: 0 }, place, () => act("opens_home")),
      spot(direct.id, [mark("✉"), "Direct messages"], direct, place === "dm" ? direct.id : place,
        agent ? () => act("opens_messages", { wait: 0 }) : null),
    ]),
  ];
}

const part = (title, items) =>
  el("section", {}, el("h2", {}, title), el("ul", {}, items.filter(Boolean).map((one) => el("li", {}, one))));

const mark = (sign) => el("span", { class: "sign", "aria-hidden": "true" }, sign);

const shared = () => el("span", { class: "tag" }, "shared");

function person(one, me) {
  const role = one.deleted ? "deactivated" : one.approver ? "approver" : one.guest ? "guest" : one.partner ? "partner" : "";
  return el(
    "button",
    {
      type: "button", class: "person", "data-focus": `person-${one.key}`, disabled: one.deleted,
      "aria-current": one.key === me ? "true" : null, title: `Act as ${one.name}`,
      onclick: () => go({ me: one.key }),
    },
    avatar(one.id),
    el("span", { class: "who" }, el("span", { class: "name" }, one.name, role ? el("span", { class: "tag" }, role) : null),
      el("small", {}, one.title)),
    one.news && one.key !== me ? el("span", { class: "dot" }, unseen(" has unread messages")) : null,
  );
}

function spot(id, words, { news }, place, also) {
  const enter = (event) => {
    go({ place: id });
    showPane("talk");
    also?.();
    if (event.detail === 0) onceMoved(rest); // by key: as in Slack, the next thing to do is to write
  };
  return el(
    "button",
    {
      type: "button", class: news ? "spot news" : "spot", "data-focus": `spot-${id}`,
      "aria-current": id === place ? "page" : null, onclick: enter,
    },
    words,
    news ? el("span", { class: "count" }, String(news), unseen(" new")) : null,
  );
}
