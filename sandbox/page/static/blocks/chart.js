// Charts (docs.slack.dev/reference/block-kit/blocks/data-visualization-block), drawn with plain shapes.
//
// The numbers are in a table for screen readers; series differ by pattern and legend, not by color alone.

import { el } from "../lib/el.js";

const SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 560, HEIGHT = 190, LEFT = 44, BOTTOM = 26, TOP = 26;

/** Draw a chart with title, legend and numbers. */
export function chart(block) {
  const plot = block.chart;
  const series = plot.series ?? [{ name: block.title, data: plot.segments }];
  const labels = plot.axis_config?.categories ?? plot.segments.map((one) => one.label);
  const values = series.map((one) => labels.map((label) => one.data.find((point) => point.label === label)?.value ?? 0));
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", {}, block.title),
    series.length > 1 ? legend(series) : null,
    drawing(plot, labels, values),
    numbers(block.title, labels, series, values),
  );
}

const legend = (series) =>
  el("p", { class: "legend", "aria-hidden": "true" }, series.map((one, place) => el("span", { class: `key series-${place}` }, one.name)));

function drawing(plot, labels, values) {
  const top = Math.max(1, ...values.flat());
  const at = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.max(0, value) / top);
  const step = (WIDTH - LEFT) / labels.length;
  const marks = plot.type === "line" || plot.type === "area" ? lines(values, at, step) : bars(values, at, step);
  const names = labels.map((label, place) => text(label, LEFT + step * (place + 0.5), HEIGHT - 8, "middle"));
  const scale = [0, top].map((value) => text(String(value), LEFT - 8, at(value) + 4, "end"));
  const axis = plot.axis_config?.y_label ? [text(plot.axis_config.y_label, 0, 12, "start")] : [];
  const floor = shape("line", { x1: LEFT, x2: WIDTH, y1: at(0), y2: at(0), class: "floor" });
  return shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, floor, ...marks, ...names, ...scale, ...axis);
}

function bars(values, at, step) {
  const wide = Math.min(34, (step * 0.72) / values.length);
  return values.flatMap((row, number) =>
    row.map((value, place) => {
      const x = LEFT + step * (place + 0.5) + wide * (number - values.length / 2);
      const high = Math.max(value > 0 ? 2 : 0, at(0) - at(value));
      return shape("rect", { x: x + 1, y: at(0) - high, width: wide - 2, height: high, rx: 2, class: `series-${number}` });
    }),
  );
}

const lines = (values, at, step) =>
  values.map((row, number) => {
    const points = row.map((value, place) => `${LEFT + step * (place + 0.5)},${at(value)}`).join(" ");
    return shape("polyline", { points, class: `line series-${number}` });
  });

function numbers(title, labels, series, values) {
  const head = el("tr", {}, el("td", {}), labels.map((label) => el("th", { scope: "col" }, label)));
  const rows = series.map((one, place) =>
    el("tr", {}, el("th", { scope: "row" }, one.name), values[place].map((value) => el("td", {}, String(value)))),
  );
  return el("table", { class: "unseen" }, el("caption", {}, title), el("thead", {}, head), el("tbody", {}, rows));
}

function shape(tag, props, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const text = (words, x, y, anchor) => shape("text", { x, y, "text-anchor": anchor }, words);
