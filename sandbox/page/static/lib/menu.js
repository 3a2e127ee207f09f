// Menu buttons.

import { el } from "./el.js";

/** Create a menu. `choices` are {label, note?, address?, choose}; `props` are the button's. */
export function menu(label, choices, props = {}) {
  const list = el("ul", { class: "menu-list", role: "menu", hidden: true });
  const button = el("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...props }, label);
  const close = (refocus) => {
    if (list.hidden) return;
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const open = () => {
    list.replaceChildren(...choices().map((one) => item(one, close)));
    list.hidden = false;
    list.classList.toggle("to-the-right", isCut(list));
    button.setAttribute("aria-expanded", "true");
    list.querySelector("[role=menuitem]")?.focus();
    list.scrollIntoView({ block: "nearest" }); // below the newest message there is no room yet
  };
  button.addEventListener("click", () => (list.hidden ? open() : close(true)));
  const whole = el("span", { class: "menu", onkeydown: (event) => steer(event, list, close) }, button, list);
  whole.addEventListener("focusout", (event) => whole.contains(event.relatedTarget) || close(false));
  return whole;
}

/** Whether an open list reaches over the left edge of the message or form that it is in. */
function isCut(list) {
  list.classList.remove("to-the-right");
  const around = list.closest("article, dialog");
  return around !== null && list.getBoundingClientRect().left < around.getBoundingClientRect().left;
}

function item({ label, note, address, choose }, close) {
  const chosen = () => {
    close(true);
    choose?.();
  };
  const props = { role: "menuitem", tabindex: "-1", onclick: chosen };
  const words = [label, note && el("small", {}, note)];
  const inside = address
    ? el("a", { ...props, href: address, target: "_blank", rel: "noopener noreferrer" }, ...words)
    : el("button", { ...props, type: "button" }, ...words);
  return el("li", { role: "none" }, inside);
}

function steer(event, list, close) {
  if (list.hidden) return;
  const items = [...list.querySelectorAll("[role=menuitem]")];
  const place = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") close(true);
  else if (step) items[(place + step + items.length) % items.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
