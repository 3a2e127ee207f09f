// Suggests the next step to a new user, from the state of the three vendors. It can be hidden.

import { el } from "../lib/el.js";
import { advance } from "../lib/verbs.js";
import { go, here } from "../lib/route.js";
import { me, redraw } from "../lib/world.js";
import { say } from "./composer.js";

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

function next(seen) {
  const ticket = seen.jira.issues.find((one) => one.by_app);
  const connection = seen.fivetran.connections.find((one) => one.owner);
  if (!ticket || ["Declined", "Withdrawn"].includes(ticket.status)) return toAsk(seen);
  const isOpen = ticket.status === "Open";
  if (isOpen && offersApproval(seen, ticket)) return toApprove(seen, ticket);
  if (!connection) return isOpen ? null : { words: `${ticket.key} is approved. The connection is being created …` };
  if (connection.state === "incomplete") return toConnect(seen, connection);
  if (connection.state === "first sync") return toWait(connection);
  return null;
}

function toAsk(seen) {
  const command = seen.features.commands[0]?.command;
  if (!command) return actAs(seen.people[0], `${first(me())} can't use the commands of this workspace.`);
  const place = here().place === "home" ? { place: seen.rooms[0].id } : {};
  const does = () => go(place) ?? say(command);
  return { words: `Type ${command} to request a connector.`, label: `Type ${command} for me`, does };
}

/** Return whether a card still has the button. While Jira fails, its ticket stays open after the decision. */
function offersApproval(seen, ticket) {
  const cards = seen.rooms.flatMap((room) => room.messages).map((one) => JSON.stringify(one));
  return cards.some((card) => card.includes(ticket.key) && card.includes('"text":"Approve"'));
}

function toApprove(seen, ticket) {
  if (me().approver) {
    const where = () => go({ place: "C0FIVETRAN" });
    return { words: `Press Approve on the card. ${ticket.key} is its ticket.`, label: "Show me the card", does: where };
  }
  const approver = seen.people.find((one) => one.approver);
  return actAs(approver, `${first(approver)} can approve this request.`);
}

function toConnect(seen, connection) {
  const owner = seen.people.find((one) => one.key === connection.owner);
  if (owner.key !== seen.me) return actAs(owner, `${first(owner)} has a Connect Card in their direct messages.`);
  const direct = seen.rooms.find((room) => room.direct);
  const words = "Your Connect Card is in your direct messages. Any key works, unless it contains “wrong”.";
  return { words, label: "Read it", does: () => go({ place: direct.id }) };
}

function toWait(connection) {
  const hours = Math.max(1, Math.ceil((connection.run.ends - connection.run.started) / 3600));
  return { words: `The first sync takes about ${hours} h. You can move the clock forward.`, label: "+6 h", does: () => advance(21600) };
}

const first = (person) => person.name.split(" ")[0];

const actAs = (person, words) => ({ words, label: `Act as ${first(person)}`, does: () => go({ me: person.key }) });

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

