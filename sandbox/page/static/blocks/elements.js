// Buttons, links and overflow menus. Every other interactive element is a field.

import { el, unseen } from "../lib/el.js";
import { menu } from "../lib/menu.js";
import { confirmed } from "../chat/confirm.js";
import { withEmoji } from "./emoji.js";
import { field } from "./fields.js";

/** Draw an interactive element of `block`. */
export function element(block, one, place) {
  if (one.type === "button") return button(block, one, place);
  if (one.type === "overflow") return overflow(block, one, place);
  return field(block, one, place);
}

function button(block, one, place) {
  const press = (event) => pressed(event, block, one, place, one.action_id);
  const props = {
    class: `button ${one.style ?? ""}`,
    "data-focus": `${block.block_id}.${one.action_id}`,
    "aria-label": one.accessibility_label,
    onclick: press,
  };
  const label = withEmoji(one.text.text);
  if (!one.url) return el("button", { type: "button", ...props }, label);
  const link = { ...props, href: one.url, target: "_blank", rel: "noopener noreferrer" };
  return el("a", link, label, el("span", { "aria-hidden": "true" }, " ↗"), unseen(" (opens a new tab)"));
}

async function pressed(event, block, one, place, value) {
  if (one.confirm && !(await confirmed(one.confirm))) return;
  const node = event?.currentTarget ?? event?.target;
  node?.classList?.add("busy");
  await place.press(block, value);
  node?.classList?.remove("busy");
}

function overflow(block, one, place) {
  const choices = () =>
    one.options.map((option) => ({
      label: withEmoji(option.text.text),
      note: option.description && withEmoji(option.description.text),
      address: option.url,
      choose: () => pressed(null, block, one, place, option.value),
    }));
  return menu("⋯", choices, {
    class: "button overflow",
    "aria-label": "More actions",
    "data-focus": `${block.block_id}.${one.action_id}`,
  });
}
