// The next step of the story, from the state of the three vendors.

import { go, here, onceMoved } from "../lib/route.js";
import { advance } from "../lib/verbs.js";
import { me } from "../lib/world.js";
import { say } from "./composer.js";

/** Return the step that the current person can take, else another person's; null when the story is told. */
export function next(seen) {
  const waiting = seen.jira.issues.filter((one) => one.by_app && one.status === "Open" && cardOf(seen, one)?.includes(WAITING));
  const mine = (one) => one.owner === seen.me;
  const owned = seen.fivetran.connections.filter((one) => one.owner).sort((one, other) => mine(other) - mine(one));
  const incomplete = owned.find((one) => one.state === "incomplete");
  const decides = waiting.find((one) => me().approver && !isOf(cardOf(seen, one), me()));
  if (incomplete && (mine(incomplete) || !decides)) return toConnect(seen, incomplete);
  if (decides ?? waiting[0]) return toApprove(seen, decides ?? waiting[0], Boolean(decides));
  const syncing = owned.find((one) => one.state === "first sync");
  if (syncing) return toWait(syncing);
  const approved = seen.jira.issues.find((one) => one.by_app && one.status === "Approved" && cardOf(seen, one));
  if (approved) return { words: `${approved.key} is approved. The connection is being created …` };
  return owned.length || seen.jira.issues.some((one) => one.by_app && one.status === "Open" && cardOf(seen, one)) ? null : toAsk(seen);
}

const WAITING = "Waiting for approval";

/** Return whether a card is of a person's own request. */
const isOf = (card, person) => [`<@${person.id}> requested`, `${person.name} requested`].some((words) => card.includes(words));

/** Return the card that names the ticket, as text. */
function cardOf(seen, ticket) {
  const cards = seen.rooms.filter((room) => !room.direct).flatMap((room) => room.messages);
  return cards.map((one) => JSON.stringify(one)).find((card) => card.includes(`|${ticket.key}>`));
}

function toAsk(seen) {
  const command = seen.features.commands[0]?.command;
  if (!command) return actAs(seen.people[0], `${first(me())} can't use the commands of this workspace.`);
  const place = here().place === "home" ? { place: seen.rooms[0].id } : {};
  const does = () => go(place) ?? say(command);
  return { words: `Type ${command} to request a connector.`, label: `Type ${command} for me`, does };
}

function toApprove(seen, ticket, isMine) {
  if (isMine) {
    const place = "C0FIVETRAN";
    const card = seen.rooms.find((room) => room.id === place)?.messages.find((one) => JSON.stringify(one).includes(`|${ticket.key}>`));
    const words = `Decide on the card. ${ticket.key} is its ticket.`;
    return { words, label: "Show me the card", does: () => show(place, card?.ts) };
  }
  const card = cardOf(seen, ticket);
  const approver = seen.people.find((one) => one.approver && !isOf(card, one));
  return actAs(approver, `${first(approver)} can approve ${ticket.key}.`);
}

/** Open a channel and scroll to a message. */
function show(place, ts) {
  go({ place });
  onceMoved(() => document.querySelector(`[data-key="${ts}"]`)?.scrollIntoView({ block: "nearest" }));
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
