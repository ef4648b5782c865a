// The way from x to x' in squares with arrows, and what it costs.

import { el, svg } from "explore/dom.js";
import { gridLines } from "explore/frames.js";
import { handles } from "explore/handles.js";
import { Square } from "explore/picture.js";
import { pad } from "explore/pad.js";
import { total } from "explore/bound.js";

const arrow = (above, tone = "") =>
  el(
    "div",
    { class: `arrow ${tone}` },
    el("span", {}, above),
    svg("svg", { viewBox: "0 0 40 12", "aria-hidden": "true" }, svg("path", { d: "M0 6h36M31 1l6 5-6 5" })),
  );

/** Return the pipeline of a network: its element, and `update(moment)`. */
export function pipeline(network) {
  const { said } = network;
  const squares = {};
  const parts = [];
  const square = (symbol, caption, tone) => (squares[symbol] = new Square(symbol, caption, tone));
  if (said.encodes) {
    const x = square("x", "as MNIST has it");
    parts.push(pad(), arrow("fit"), x.element);
    if (said.architecture === "dtvae") parts.push(arrow("undo u", "how"), square("y", "its pose undone").element);
    parts.push(arrow("encode, decode z", "what"));
  }
  parts.push(square("y′", said.transformer ? "the template" : "the reconstruction", "what").element);
  const shown = said.transformer ? square("x′", said.transformer === "tps" ? "posed: drag the points" : "posed: drag the frame") : null;
  const grips = shown && handles(network, shown);
  if (shown) parts.push(arrow("pose u", "how"), shown.element);
  const cost = said.encodes ? costs(network) : null;
  const element = el("div", { class: "pipeline", "data-squares": (parts.length + 1) / 2 }, ...parts);
  const update = (moment) => {
    squares["y′"].show(moment.template);
    squares.x?.show(moment.x);
    squares.y?.show(moment.inferred.upright);
    if (said.transformer) {
      if (squares.x) squares.x.lines(gridLines(network.family, moment.inferred.pose), "grid");
      shown.show(moment.image);
      grips(moment.pose);
    }
    cost?.update(moment);
  };
  return { element, cost: cost?.element ?? null, update };
}

/** Return the bar of the bound's terms: its element, and `update(moment)`. */
export function costs({ said }) {
  const terms = [
    ["error", "reconstruction", "plain"],
    ["klZ", "KL of z", "what"],
    ...(said.density ? [["klU", "KL of u", "how"]] : []),
  ];
  const bars = terms.map(([, , tone]) => el("span", { class: `part ${tone}` }));
  const words = terms.map(([, name, tone]) => el("li", { class: tone }, el("b"), ` nats ${name}`));
  const sum = el("li", { class: "sum" }, el("b"), " bits in all");
  const element = el(
    "div",
    { class: "costs" },
    el("div", { class: "bar", "aria-hidden": "true" }, ...bars),
    el("ul", {}, ...words, sum),
  );
  const update = (moment) => {
    const values = terms.map(([name]) => (name === "klZ" ? total(moment.klZ) : moment[name]));
    values.forEach((value, place) => {
      bars[place].style.flexGrow = Math.max(value, 0);
      words[place].firstChild.textContent = value.toFixed(1);
    });
    sum.firstChild.textContent = (total(values) / Math.LN2).toFixed(0);
  };
  return { element, update };
}
