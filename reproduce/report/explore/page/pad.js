// Where x comes from: a pen, ten examples, and a dial that turns what was drawn.

import { button, el, svg } from "explore/dom.js";
import { EXAMPLES } from "explore/examples.js";
import { paint, pixels } from "explore/picture.js";
import { imageOf, smooth } from "explore/drawing.js";
import { draw, listen, state, strokes } from "explore/state.js";

const NEAREST = 2; // of two points of a stroke, in hundredths of the pad

/** Return the pad with its examples and its dial. */
export function pad() {
  const sheet = svg("svg", { viewBox: "0 0 100 100", class: "sheet", role: "img", "aria-label": "pad to draw a digit on" });
  const hint = el("p", { class: "hint", "aria-hidden": "true" }, "draw here");
  sheet.addEventListener("pointerdown", (event) => beginStroke(sheet, event));
  listen(() => {
    const curves = strokes().map((stroke) => svg("polyline", { points: smooth(stroke).map((point) => point.join()).join(" ") }));
    sheet.replaceChildren(svg("g", { transform: `rotate(${state.turn} 50 50)` }, ...curves));
    hint.hidden = strokes().length > 0;
  });
  return el(
    "figure",
    { class: "square pad" },
    el("div", { class: "stage" }, sheet, hint),
    el("figcaption", {}, el("b", {}, "draw"), " a digit, or take one below"),
  );
}

/** Begin a stroke, which grows until the pointer is lifted. */
function beginStroke(sheet, event) {
  event.preventDefault();
  sheet.setPointerCapture(event.pointerId);
  const box = sheet.getBoundingClientRect();
  const turn = (-state.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const at = ({ clientX, clientY }) => {
    const [x, y] = [(100 * (clientX - box.left)) / box.width - 50, (100 * (clientY - box.top)) / box.height - 50];
    return [cos * x - sin * y, sin * x + cos * y].map((value) => Math.round(value + 50));
  };
  const before = state.example === null ? state.strokes : []; // a first stroke takes the place of an example
  const stroke = [at(event)];
  const grow = (moved) => {
    const point = at(moved);
    const last = stroke[stroke.length - 1];
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < NEAREST) return;
    stroke.push(point);
    draw({ example: null, strokes: [...before, stroke] });
  };
  draw({ example: null, strokes: [...before, stroke] });
  const controller = new AbortController();
  sheet.addEventListener("pointermove", grow, { signal: controller.signal });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, () => controller.abort(), { signal: controller.signal });
  }
}

/** Return the buttons of the examples, and the one that clears the pad. */
export function examples() {
  const buttons = EXAMPLES.map((example, number) => {
    const canvas = pixels("", { "aria-hidden": "true" });
    const element = button(canvas, () => draw({ example: number, strokes: [] }), { "aria-label": `example ${number}` });
    const repaint = () => paint(canvas, imageOf(example));
    repaint();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    return element;
  });
  listen(() => buttons.forEach((element, number) => element.setAttribute("aria-pressed", state.example === number)));
  const clear = button("clear", () => draw({ example: null, strokes: [], turn: 0 }), { class: "plain" });
  return el("div", { class: "examples", role: "group", "aria-label": "examples" }, ...buttons, clear);
}

/** Return the dial that turns x: a knob for the pointer, and arrow keys. */
export function dial() {
  const tip = svg("circle", { cx: 50, cy: 14, r: 11, class: "hand" });
  const hand = svg("g", {}, svg("line", { x1: 50, y1: 50, x2: 50, y2: 14 }), tip);
  const face = svg("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, svg("circle", { cx: 50, cy: 50, r: 42 }), hand);
  const knob = el("div", { class: "dial", role: "slider", tabindex: 0, "aria-label": "turn x, degrees" }, face);
  knob.setAttribute("aria-valuemin", -180);
  knob.setAttribute("aria-valuemax", 180);
  const shown = el("output", { class: "angle" });
  const turn = (degrees) => draw({ turn: ((Math.round(degrees) + 540) % 360) - 180 });
  knob.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    knob.focus();
    knob.setPointerCapture(event.pointerId);
    follow(event);
  });
  const follow = ({ clientX, clientY }) => {
    const box = knob.getBoundingClientRect();
    const [x, y] = [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
    turn((Math.atan2(x, -y) * 180) / Math.PI);
  };
  knob.addEventListener("pointermove", (event) => knob.hasPointerCapture(event.pointerId) && follow(event));
  knob.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 30, PageDown: -30 }[event.key];
    if (step === undefined && event.key !== "Home") return;
    event.preventDefault();
    turn(step === undefined ? 0 : state.turn + step);
  });
  listen(() => {
    hand.setAttribute("transform", `rotate(${state.turn} 50 50)`);
    knob.setAttribute("aria-valuenow", state.turn);
    shown.textContent = `${state.turn}°`.replace("-", "−");
  });
  const back = button("turn back", () => draw({ turn: 0 }), { class: "plain" });
  return el("div", { class: "turner" }, el("span", {}, "turn x"), knob, shown, back);
}
