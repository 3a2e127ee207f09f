// Input blocks: label, field, hint and error.

import { el } from "../lib/el.js";
import { withEmoji } from "./emoji.js";
import { field, isGroup } from "./fields.js";

/** Draw an input block. */
export function input(block, place) {
  const id = `field-${block.block_id}`;
  const props = { id, "aria-describedby": block.hint ? `${id}-error ${id}-hint` : `${id}-error` };
  if (!block.optional) props["aria-required"] = "true";
  const optional = block.optional ? el("span", { class: "soft" }, " (optional)") : null;
  const label = [withEmoji(block.label.text), optional];
  const beneath = [
    el("p", { class: "error", id: `${id}-error`, hidden: true }),
    block.hint ? el("p", { class: "hint", id: `${id}-hint` }, withEmoji(block.hint.text)) : null,
  ];
  if (isGroup(block.element)) {
    const group = el("fieldset", { id, "aria-describedby": props["aria-describedby"] });
    group.append(el("legend", {}, label), field(block, block.element, place, {}));
    return [group, ...beneath];
  }
  return [el("label", { for: id, id: `${id}-label` }, label), field(block, block.element, place, props), ...beneath];
}

/** Show the current errors beside the fields, without redrawing the fields. */
export function showErrors(parent, blocks, errors) {
  for (const { block_id } of blocks.filter((one) => one.type === "input")) {
    const field = parent.querySelector(`[id="field-${CSS.escape(block_id)}"]`);
    const words = parent.querySelector(`[id="field-${CSS.escape(block_id)}-error"]`);
    words.textContent = errors[block_id] ?? "";
    words.hidden = !errors[block_id];
    if (errors[block_id]) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}
