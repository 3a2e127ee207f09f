// Tables: the first row names the columns (docs.slack.dev/reference/block-kit/blocks/table-block, …/data-table-block).

import { el } from "../lib/el.js";
import { withEmoji } from "./emoji.js";
import { rich } from "./rich.js";
import { words } from "./mrkdwn.js";

/** Draw a table or data table. Wide tables scroll horizontally. */
export function table(block) {
  const [head, ...rows] = block.rows;
  const columns = block.column_settings ?? [];
  const named = block.row_header_column_index;
  const body = rows.map((row) =>
    el("tr", {}, row.map((one, place) => cell(place === named ? "th" : "td", "row", one, columns[place]))),
  );
  const caption = block.caption ? el("caption", {}, block.caption) : null;
  const top = el("tr", {}, head.map((one, place) => cell("th", "col", one, columns[place])));
  const whole = el("table", {}, caption, el("thead", {}, top), el("tbody", {}, body));
  return el("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": block.caption ?? "Table" }, whole);
}

function cell(tag, scope, one, settings) {
  const align = settings?.align ?? (one?.type === "raw_number" ? "right" : "left");
  const props = { class: `align-${align}${settings?.is_wrapped ? " wrapped" : ""}` };
  if (tag === "th") props.scope = scope;
  return el(tag, props, content(one));
}

function content(one) {
  if (one === null || typeof one !== "object") return String(one ?? "");
  if (one.type === "rich_text") return rich(one);
  if (one.type === "raw_number") return one.text ?? String(one.value ?? one.number ?? "");
  return typeof one.text === "object" ? words(one.text) : withEmoji(one.text ?? "");
}
