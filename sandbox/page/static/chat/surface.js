// Where blocks stand – a message, a modal, the Home tab – and what a person can do with what is in them.

import { act, doing } from "../lib/verbs.js";
import { channelName, nameOf } from "../lib/world.js";

const drafts = new Map();

/**
 * `where` is how verbs find the surface: {in, message?}; `key` is unique to it; `states` are the values that Slack
 * keeps of it (block id → action id → state).
 */
export function surface(key, where, states = {}) {
  const name = (block, one) => `${key}|${block.block_id}|${one.action_id}`;
  const draft = (block, one, said, told = said) => drafts.set(name(block, one), { block, one, said, told, sent: false });
  return {
    key,
    draft,
    value: (block, one) => drafts.get(name(block, one))?.said ?? said(states[block.block_id]?.[one.action_id]),
    /** Take over what the person `said`; `told` is what the verb gets when that is more than what they read. */
    async change(block, one, said, told) {
      draft(block, one, said, told);
      if (reports(block)) await push(key, where);
    },
    async press(block, value) {
      await push(key, where);
      return doing("clicks", { button: value, block: block.block_id, ...where });
    },
    async search(block, one, query) {
      return act("searches", { field: fieldName(block, one), query, ...where });
    },
    push: () => push(key, where),
  };
}

/** Tell Slack what was typed since it was last told; those that the app wants to hear of, last. */
async function push(key, where) {
  const fresh = [...drafts].filter(([name, one]) => name.startsWith(`${key}|`) && !one.sent).map(([, one]) => one);
  if (!fresh.length) return {};
  fresh.sort((one, other) => reports(one.block) - reports(other.block));
  fresh.forEach((one) => (one.sent = true));
  const values = Object.fromEntries(fresh.map((one) => [fieldName(one.block, one.one), one.told]));
  return doing("fills", { values, ...where });
}

/** Fields outside input blocks tell the app at once; those inside only when asked to. */
const reports = (block) => block.type !== "input" || Boolean(block.dispatch_action);

const fieldName = (block, one) => (block.elements?.length > 1 ? one.action_id : block.block_id);

/** What a person would say to get the value that Slack keeps. */
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
