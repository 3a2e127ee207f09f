// A type-ahead field (www.w3.org/WAI/ARIA/apg/patterns/combobox).

import { el } from "../lib/el.js";

const PAUSE = 120;
let numbers = 0;

/**
 * Create the field. `offers` maps the query to {options: [{text, note?, group?, value?}]} or {refused}, also async.
 *
 * Options with a `value` come from the app. Their selection includes the query and the value.
 */
export function combobox(block, one, place, props, offers) {
  const many = one.type.startsWith("multi_");
  const least = one.type.includes("external") ? one.min_query_length ?? 3 : 0;
  const id = `list-${++numbers}`;
  let chosen = [place.value(block, one) ?? []].flat();
  let options = [];
  let query = "";
  const found = new Map();
  let marked = -1;
  let asked = 0;
  let timer;

  const list = el("ul", { class: "offers", role: "listbox", id, hidden: true, "aria-label": "Suggestions" });
  const chips = el("span", { class: "chips" });
  const input = el("input", {
    class: "field", ...props, role: "combobox", autocomplete: "off", "aria-expanded": "false",
    "aria-autocomplete": "list", "aria-controls": id, placeholder: one.placeholder?.text ?? "Type to search",
    onclick: () => ask(), oninput: () => later(), onkeydown: steer, onblur: leave,
  });
  const whole = el("div", { class: "combobox" }, chips, input, list);
  settle();
  return whole;

  function settle() {
    input.value = many ? "" : chosen[0] ?? "";
    chips.replaceChildren(...(many ? chosen.map(chip) : []));
  }

  function chip(text) {
    const off = () => choose(chosen.filter((other) => other !== text));
    return el("button", { type: "button", class: "chip", "aria-label": `Remove ${text}`, onclick: off }, text, " ×");
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    query = input.value === chosen[0] && !many ? "" : input.value.trim();
    const number = ++asked;
    if (query.length < least) return show([], `Type at least ${least} letters.`);
    if (list.hidden) show([], "Searching …");
    const answer = await offers(query);
    if (number === asked && document.activeElement === input) show(answer.options ?? [], answer.refused);
  }

  function show(offered, words) {
    options = offered;
    marked = offered.length ? 0 : -1;
    const rows = groups(offered.map((option, place) => ({ label: option.group, row: line(option, place) })));
    const nothing = el("li", { class: "nothing", role: "option", "aria-disabled": "true" }, words ?? "No results.");
    list.replaceChildren(...(rows.length ? rows : [nothing]));
    open(true);
    mark();
  }

  function line(option, place) {
    return el("li", { role: "option", id: `${id}-${place}`, onpointerdown: (event) => pick(event, place) },
      el("span", {}, option.text), option.note ? el("small", {}, option.note) : null);
  }

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) input.removeAttribute("aria-activedescendant");
  }

  function mark() {
    const rows = [...list.querySelectorAll("[role=option]")];
    rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === marked)));
    if (marked < 0) return;
    input.setAttribute("aria-activedescendant", `${id}-${marked}`);
    rows[marked].scrollIntoView({ block: "nearest" });
  }

  function steer(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) ask();
    else if (step && options.length) marked = (marked + step + options.length) % options.length;
    else if (event.key === "Enter" && !list.hidden && marked >= 0) pick(event, marked);
    else if (event.key === "Escape" && !list.hidden) open(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!list.hidden) mark();
  }

  function pick(event, place) {
    event.preventDefault();
    const { text, value } = options[place];
    if (value !== undefined) found.set(text, { typed: query, value });
    choose(many ? [...new Set([...chosen, text])] : [text]);
    open(false);
  }

  function choose(next) {
    chosen = next;
    asked += 1;
    clearTimeout(timer);
    settle();
    const argument = chosen.map((text) => found.get(text) ?? text);
    place.change(block, one, many ? chosen : chosen[0] ?? null, many ? argument : argument[0] ?? null);
  }

  function leave() {
    asked += 1;
    clearTimeout(timer);
    open(false);
    if (!many && !input.value && chosen.length) choose([]);
    else settle();
  }
}

/** Group consecutive lines with the same label. Lines without a label stay ungrouped. */
function groups(lines) {
  const together = [];
  for (const { label, row } of lines) {
    if (!together.length || together.at(-1).label !== label) together.push({ label, rows: [] });
    together.at(-1).rows.push(row);
  }
  return together.flatMap(({ label, rows }) => (label ? [group(label, rows)] : rows));
}

function group(label, rows) {
  const head = el("span", { class: "group", "aria-hidden": "true" }, label);
  return el("li", { role: "group", "aria-label": label }, head, el("ul", { role: "none" }, rows));
}
