// Fields: one maker per element type (docs.slack.dev/reference/block-kit/block-elements).
//
// Field values are arguments of the verb `fills`: a text, an option, a name, a date.

import { el } from "../lib/el.js";
import { combobox } from "./combobox.js";
import { withEmoji } from "./emoji.js";
import { words } from "./mrkdwn.js";
import { channels, local, people } from "./offers.js";

const PAUSE = 400; // milliseconds without a key press until a field reports its characters

const FIELDS = {
  plain_text_input: (...args) => text(args[1].multiline ? "textarea" : "input", {}, ...args),
  email_text_input: (...args) => text("input", { type: "email" }, ...args),
  url_text_input: (...args) => text("input", { type: "url" }, ...args),
  number_input: (...args) => text("input", { inputmode: "decimal" }, ...args),
  rich_text_input: (...args) => text("textarea", {}, ...args),
  datepicker: (...args) => text("input", { type: "date" }, ...args),
  timepicker: (...args) => text("input", { type: "time" }, ...args),
  datetimepicker: moment,
  static_select: select,
  radio_buttons: ticks,
  checkboxes: ticks,
  external_select: (block, one, place, props) => combobox(block, one, place, props, asked(block, one, place)),
  users_select: (block, one, place, props) => combobox(block, one, place, props, people),
  conversations_select: (block, one, place, props) => combobox(block, one, place, props, channels),
  channels_select: (block, one, place, props) => combobox(block, one, place, props, channels),
  multi_static_select: (block, one, place, props) => combobox(block, one, place, props, local(one)),
};
for (const kind of ["external", "users", "conversations", "channels"]) {
  FIELDS[`multi_${kind}_select`] = FIELDS[`${kind}_select`];
}

/** Return whether the field is a group of boxes under one label. */
export const isGroup = (one) => ["radio_buttons", "checkboxes"].includes(one.type);

/** Draw the field of an element. */
export function field(block, one, place, props = {}) {
  const make = FIELDS[one.type];
  if (!make) return el("p", { class: "soft" }, `(The sandbox doesn't support ${one.type}.)`);
  const named = props.id ? {} : { "aria-label": one.placeholder?.text ?? block.text?.text ?? "Choose" };
  return make(block, one, place, { "data-focus": `${block.block_id}.${one.action_id}`, ...named, ...props });
}

const asked = (block, one, place) => (query) => place.search(block, one, query);

function text(tag, more, block, one, place, props) {
  const reports = one.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
  let timer;
  const typed = ({ target }) => {
    place.draft(block, one, target.value);
    clearTimeout(timer);
    if (reports) timer = setTimeout(() => place.push(), PAUSE);
  };
  return el(tag, {
    class: "field",
    ...props,
    ...more,
    placeholder: one.placeholder && withEmoji(one.placeholder.text),
    maxlength: one.max_length ?? (tag === "textarea" || !more.type ? 3000 : null),
    rows: tag === "textarea" ? 3 : null,
    autocomplete: "off",
    value: place.value(block, one) ?? "",
    oninput: typed,
    onchange: (event) => place.change(block, one, event.target.value),
  });
}

function moment(block, one, place, props) {
  const said = place.value(block, one);
  const local = said ? new Date(said * 1000 - new Date(said * 1000).getTimezoneOffset() * 60000) : null;
  const changed = (event) => place.change(block, one, event.target.value ? Date.parse(event.target.value) / 1000 : null);
  const value = local ? local.toISOString().slice(0, 16) : "";
  return el("input", { class: "field", type: "datetime-local", ...props, value, onchange: changed });
}

function select(block, one, place, props) {
  const said = place.value(block, one) ?? "";
  const option = (choice) =>
    el("option", { value: choice.value, selected: choice.value === said }, withEmoji(choice.text.text));
  const empty = el("option", { value: "", selected: !said }, withEmoji(one.placeholder?.text ?? "Choose"));
  const inside = one.option_groups
    ? one.option_groups.map((group) => el("optgroup", { label: group.label.text }, group.options.map(option)))
    : one.options.map(option);
  const changed = (event) => place.change(block, one, event.target.value);
  return el("select", { class: "field", ...props, onchange: changed }, empty, inside);
}

function ticks(block, one, place) {
  const many = one.type === "checkboxes";
  const said = [place.value(block, one) ?? []].flat();
  const changed = (event) => {
    const boxes = [...event.target.closest(".ticks").querySelectorAll("input")];
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    place.change(block, one, many ? chosen : chosen[0]);
  };
  const tick = (choice) =>
    el(
      "label",
      { class: "tick" },
      el("input", {
        type: many ? "checkbox" : "radio",
        name: `${place.key}.${block.block_id}.${one.action_id}`,
        value: choice.value,
        checked: said.includes(choice.value),
        "data-focus": `${block.block_id}.${one.action_id}.${choice.value}`,
        onchange: changed,
      }),
      el("span", {}, words(choice.text), choice.description ? el("small", {}, words(choice.description)) : null),
    );
  return el("div", { class: "ticks" }, one.options.map(tick));
}
