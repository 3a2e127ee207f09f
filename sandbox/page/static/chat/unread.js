// What one has not read yet. The browser remembers, for each person, how far they read in each place.

const key = (person, room) => `read ${person} ${room}`;

/** The timestamp up to which `person` has read `room`. */
export const readUntil = (person, room) => localStorage.getItem(key(person, room)) ?? "0";

/** How many messages of others are new to `person` in a room. */
export function unread(person, own, room) {
  const until = readUntil(person, room.id);
  return room.messages.filter((one) => one.ts > until && one.user !== own).length;
}

/** Whoever stands in a room has read it. */
export function markRead(person, room) {
  const newest = room.messages.at(-1)?.ts;
  if (newest && newest > readUntil(person, room.id)) localStorage.setItem(key(person, room.id), newest);
}
