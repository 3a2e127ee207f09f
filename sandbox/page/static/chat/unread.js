// Unread messages. The browser stores the read position by person and conversation.

const key = (person, room) => `read ${person} ${room}`;

/** Return the timestamp up to which `person` has read `room`. */
export const readUntil = (person, room) => localStorage.getItem(key(person, room)) ?? "0";

/** Return the number of unread messages of others in a room. */
export function unread(person, own, room) {
  const until = readUntil(person, room.id);
  return room.messages.filter((one) => one.ts > until && one.user !== own).length;
}

/** Mark a room as read. */
export function markRead(person, room) {
  const newest = room.messages.at(-1)?.ts;
  if (newest && newest > readUntil(person, room.id)) localStorage.setItem(key(person, room.id), newest);
}
