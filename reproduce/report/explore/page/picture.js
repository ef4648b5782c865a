// Images as squares of whole pixels, each in the colour of what it shows, and what is drawn over them.

import { el, svg } from "explore/dom.js";
import { SIDE, toPixels } from "explore/sampling.js";

const ENDS = new Map(); // [paper, ink] by tone, in the colour scheme of the moment

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ENDS.clear());

function ends(tone) {
  if (!ENDS.has(tone)) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
    ENDS.set(tone, [colour("--paper"), colour(`--${tone}-ink`)]);
  }
  return ENDS.get(tone);
}

/** Paint `image` into a canvas of its size, or into one tile of a larger one. */
export function paint(canvas, image, tone = "plain", left = 0, top = 0) {
  const [paper, ink] = ends(tone);
  const data = new ImageData(SIDE, SIDE);
  for (let place = 0; place < image.length; place++) {
    for (let part = 0; part < 3; part++) {
      data.data[4 * place + part] = paper[part] + (ink[part] - paper[part]) * image[place];
    }
    data.data[4 * place + 3] = 255;
  }
  canvas.getContext("2d").putImageData(data, left, top);
}

/** Return a canvas for one image, shown at a whole multiple of its size. */
export const pixels = (label, attributes = {}) =>
  el("canvas", { width: SIDE, height: SIDE, class: "pixels", role: "img", "aria-label": label, ...attributes });

/** An image with its name, and an SVG over it whose unit is a pixel. */
export class Square {
  constructor(symbol, caption, tone = "plain") {
    this.tone = tone;
    this.canvas = pixels(`${symbol}: ${caption}`);
    this.over = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "over", "aria-hidden": "true" });
    this.stage = el("div", { class: "stage" }, this.canvas, this.over);
    this.element = el(
      "figure",
      { class: `square ${tone}` },
      this.stage,
      el("figcaption", {}, el("b", {}, symbol), ` ${caption}`),
    );
  }

  show(image) {
    paint(this.canvas, image, this.tone);
  }

  /** Draw lines over the image; their points are in [-1, 1]. */
  lines(lines, kind) {
    this.over.replaceChildren(...lines.map((line) => svg("polyline", { class: kind, points: line.map(place).join(" ") })));
  }
}

/** From [-1, 1] to the units of the SVG, where 0.5 is the centre of the first pixel. */
export const place = (point) => point.map((coordinate) => (toPixels(coordinate) + 0.5).toFixed(2));
