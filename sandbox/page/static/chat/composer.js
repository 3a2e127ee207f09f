// The message composer: text, mentions and commands.

import { el } from "../lib/el.js";
import { whenChanged } from "../lib/keyed.js";
import { menu } from "../lib/menu.js";
import { act, perform } from "../lib/verbs.js";
import { me, now } from "../lib/world.js";
import { hints } from "./hints.js";
import { openStep } from "./steps.js";

let standing = { room: null, thread: "" };

/** Add the composer to `foot`. Return a function that sets its conversation. */
export function composer(foot) {
  const list = el("ul", { class: "offers upward", role: "listbox", id: "hints", "aria-label": "Suggestions", hidden: true });
  const notice = el("p", { class: "notice", role: "alert" });
  const text = el("textarea", {
    class: "field", rows: "1", id: "composer", role: "combobox", "aria-autocomplete": "list", "aria-controls": "hints",
    "aria-expanded": "false", "aria-label": "Message", autocomplete: "off", oninput: () => offer.look(), onkeydown: typed,
  });
  const offer = hints(text, list);
  const send = el("button", { type: "submit", class: "button primary send", "aria-label": "Send" }, "➤");
  const form = el("form", { class: "composer", onsubmit: submit }, list, shortcuts(), text, send);
  foot.append(notice, form);
  text.addEventListener("blur", () => offer.close());

  function typed(event) {
    if (offer.steer(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  }

  async function submit(event) {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return text.focus();
    text.value = "";
    offer.close();
    const answer = await say(words);
    notice.textContent = answer.refused ?? "";
    if (answer.refused && !text.value) text.value = words;
  }

  const adapt = whenChanged(({ shown, label }) => {
    foot.hidden = !shown;
    text.placeholder = label;
    notice.textContent = "";
  });
  return (seen, room, thread) => {
    standing = { room: room?.id, thread };
    const name = room && (room.direct ? room.name : `#${room.name}`);
    adapt({ shown: Boolean(room), label: thread ? "Reply …" : `Message ${name}${innerWidth > 860 ? ", or type / for commands" : ""}`, me: seen.me });
  };
}

/** Send text to the current conversation. Text that begins with / is a command. */
export const say = (words) =>
  act("types", { text: words, channel: standing.room ?? "dm", ...(standing.thread ? { thread: standing.thread } : {}) });

function shortcuts() {
  const choices = () =>
    now().features.shortcuts
      .filter((one) => one.type === "global")
      .map((one) => ({
        label: one.name, note: one.description, choose: () => perform("uses", { shortcut: one.callback_id }),
      }))
      .concat(now().features.steps.map((one) => ({
        label: "Run a workflow step", note: one.description, choose: () => openStep(one),
      })))
      .concat(me().partner ? [{ label: "This workspace's apps aren't available to you" }] : []);
  return menu("+", choices, { class: "button plus", "aria-label": "Shortcuts" });
}
