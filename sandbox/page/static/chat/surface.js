// Surfaces for blocks (a message, a modal, the Home tab) and the actions in them.

import { act, perform } from "../lib/verbs.js";
import { channelName, nameOf } from "../lib/world.js";

const drafts = new Map();

/**
 * Create a surface. `where` is its address for verbs: {in, message?}. `key` is unique. `states` are the values that
 * Slack stores for it (block id → action id → state).
 */
export function surface(key, where, states = {}) {
  const name = (block, one) => `${key}|${block.block_id}|${one.action_id}`;
  const draft = (block, one, said, argument = said) => drafts.set(name(block, one), { block, one, said, argument, sent: false });
  return {
    key,
    draft,
    value: (block, one) => drafts.get(name(block, one))?.said ?? said(states[block.block_id]?.[one.action_id]),
    /** Set a field to `said`. `argument` is the argument of the verb, if it differs from the shown text. */
    async change(block, one, said, argument) {
      draft(block, one, said, argument);
      if (reports(block)) await push(key, where);
    },
    async press(block, value) {
      await push(key, where);
      return perform("clicks", { button: value, block: block.block_id, ...where });
    },
    async search(block, one, query) {
      return act("searches", { field: fieldName(block, one), query, ...where });
    },
    push: () => push(key, where),
  };
}

/** Send unsent input to Slack. Fields that notify the app come last. */
async function push(key, where) {
  const fresh = [...drafts].filter(([name, one]) => name.startsWith(`${key}|`) && !one.sent).map(([, one]) => one);
  if (!fresh.length) return {};
  fresh.sort((one, other) => reports(one.block) - reports(other.block));
  fresh.forEach((one) => (one.sent = true));
  const values = Object.fromEntries(fresh.map((one) => [fieldName(one.block, one.one), one.argument]));
  return perform("fills", { values, ...where });
}

/** Return whether a field notifies the app at once: outside input blocks, or with `dispatch_action`. */
const reports = (block) => block.type !== "input" || Boolean(block.dispatch_action);

const fieldName = (block, one) => (block.elements?.length > 1 ? one.action_id : block.block_id);

/** Return the text that a person would enter for a stored state. */
function said(state) {
  if (!state) return null;
  const external = state.type.includes("external") || state.type === "multi_static_select";
  const option = (one) => (external ? one.text.text : one.value);
  if (state.selected_option) return option(state.selected_option);
  if (state.selected_options) return state.selected_options.map(option);
  if (state.selected_user) return nameOf(state.selected_user);
  if (state.selected_users) return state.selected_users.map(nameOf);
  const room = state.selected_channel ?? state.selected_conversation;
  if (room) return channelName(room);
  const rooms = state.selected_channels ?? state.selected_conversations;
  if (rooms) return rooms.map(channelName);
  if (state.rich_text_value) return state.rich_text_value.elements.flatMap(texts).join("");
  return state.value ?? state.selected_date ?? state.selected_time ?? state.selected_date_time ?? null;
}

const texts = (part) => part.text ?? (part.elements ?? []).flatMap(texts);
