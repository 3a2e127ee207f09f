// Composer suggestions: the app's commands after a slash, names after an @.

import { el } from "../lib/el.js";
import { now } from "../lib/world.js";

/** Show completions of `text` in `list`. */
export function hints(text, list) {
  let found = [];
  let marked = 0;

  function look() {
    found = offered(text.value.slice(0, text.selectionStart));
    marked = 0;
    list.replaceChildren(...found.map((one, place) =>
      el("li", { role: "option", id: `hint-${place}`, onpointerdown: (event) => take(event, one) },
        el("span", {}, one.label), el("small", {}, one.note))));
    list.hidden = !found.length;
    text.setAttribute("aria-expanded", String(found.length > 0));
    mark();
  }

  function mark() {
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === marked)));
    if (found.length) text.setAttribute("aria-activedescendant", `hint-${marked}`);
    else text.removeAttribute("aria-activedescendant");
  }

  function close() {
    found = [];
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  }

  function take(event, one) {
    event.preventDefault();
    const end = text.value.slice(text.selectionStart);
    const start = text.value.slice(0, text.selectionStart).slice(0, -one.replaces.length);
    text.value = start + one.label.replace(/ ?…$/, " ") + end;
    text.focus();
    close();
  }

  /** Handle a key. Return whether the list used it. Enter on a complete command only fills it in: the composer sends it. */
  function steer(event) {
    if (list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[marked];
    if (event.key === "Enter" && runs(chosen)) return take(event, chosen), false;
    const completes = event.key === "Tab" || (event.key === "Enter" && whole(chosen) !== text.value.trim());
    if (step) marked = (marked + step + found.length) % found.length;
    else if (completes) take(event, chosen);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    mark();
    return true;
  }

  return { look, close, steer };
}

const whole = (one) => one.label.replace(/ ?…$/, "");

/** Whether Enter sends a hint at once: a command that needs no more words. */
const runs = (one) => one.label.startsWith("/") && whole(one) === one.label;

function offered(written) {
  if (written.startsWith("/")) return commands().filter((one) => one.label.startsWith(written)).map((one) => ({ ...one, replaces: written }));
  const name = /(?:^|\s)(@[\p{L} ]*)$/u.exec(written)?.[1];
  return name ? names().filter((one) => one.label.toLowerCase().startsWith(name.toLowerCase())).map((one) => ({ ...one, replaces: name })) : [];
}

/** Return each command of the manifest with each option of its usage hint. */
function commands() {
  return now().features.commands.flatMap(({ command, description, usage_hint: usage = "" }) => [
    { label: command, note: description },
    ...usage.replace(/^\[|\]$/g, "").split("|").map((way) => way.trim()).filter(Boolean)
      .map((way) => ({ label: `${command} ${way}`, note: "" })),
  ]);
}

function names() {
  const people = now().people.filter((one) => !one.deleted).map((one) => ({ label: `@${one.name}`, note: one.title }));
  return [{ label: `@${now().app.name}`, note: "app" }, ...people];
}
