// Avatars: initials on a color per person, and the icon for the app.

import { el } from "../lib/el.js";
import { now } from "../lib/world.js";

/** Return the avatar of a user id. */
export function avatar(id) {
  if (id === now().app.id) return el("img", { class: "avatar", src: "/page/icon.svg", alt: "" });
  const place = now().people.findIndex((one) => one.id === id);
  const name = now().people[place]?.name ?? "?";
  const initials = name.split(" ").map((word) => word[0]).join("");
  return el("span", { class: `avatar hue-${place}`, "aria-hidden": "true" }, initials);
}
