// The maps of codes with two dimensions: what stands where, and the way from one place to another.

import { el, oncePerFrame, play, shown as inWords, svg } from "explore/dom.js";
import { MODELS, load } from "explore/models.js";
import { paint, pixels } from "explore/picture.js";
import { SIDE } from "explore/sampling.js";

const REACH = 3; // standard deviations of the prior, from the middle to each side
const TILES = 9; // images in a row
const STEP = 0.2; // of the arrow keys
const SECONDS = 3; // of a walk from pin to pin
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Return the section of the maps; null if no model has a code of two dimensions. */
export function maps() {
  const shown = MODELS.filter((model) => model.dim_z === 2);
  if (!shown.length) return null;
  const all = shown.map((said) => new CodeMap(said));
  return el(
    "section",
    { id: "maps", "aria-labelledby": "maps-title" },
    el("h2", { id: "maps-title" }, "Two dimensions, seen whole"),
    el(
      "p",
      {},
      "Templates of codes with two dimensions, all at one scale; the circles hold 39% and 86% of the prior. Move over a map ",
      "to decode a place. Two clicks pin a line, which plays from end to end. With keys: arrows, Enter, Escape.",
    ),
    el("div", { class: "maps" }, ...all.map((map) => map.element)),
  );
}

/** From z to the units of the map's SVG, and a text of it. */
const point = ([across, up]) => ({ cx: across, cy: -up });
const words = (z) => z.map((value) => inWords(value, 1)).join(", ");

class CodeMap {
  #network = null;
  #pins = [];
  #stop = () => {};
  #z = [0, 0];

  constructor(said) {
    this.canvas = el("canvas", { width: TILES * SIDE, height: TILES * SIDE, class: "pixels", "aria-hidden": "true" });
    this.over = svg("svg", { viewBox: `${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}`, class: "over", "aria-hidden": "true" });
    this.preview = pixels(`${said.title}: the template at the place shown`);
    this.place = el("output");
    const label = `map of ${said.title}: arrow keys move, Enter pins, Escape clears`;
    this.stage = el("div", { class: "map", role: "application", tabindex: 0, "aria-label": label }, this.canvas, this.over);
    this.element = el(
      "figure",
      { class: "mapped" },
      el("h3", {}, said.title),
      this.stage,
      el("figcaption", {}, this.preview, el("span", {}, "z = ", this.place)),
    );
    this.centres = said.centres;
    this.show = oncePerFrame(() => this.#draw());
    this.#listen();
    load(said.id).then((network) => {
      this.#network = network;
      this.paint();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => this.paint()));
  }

  /** Paint all tiles: the template at the middle of each. */
  paint() {
    const at = (tile) => -REACH + ((tile + 0.5) * 2 * REACH) / TILES;
    for (let row = 0; row < TILES; row++) {
      for (let column = 0; column < TILES; column++) {
        paint(this.canvas, this.#network.decode([at(column), -at(row)]), "what", column * SIDE, row * SIDE);
      }
    }
    this.#draw();
  }

  #listen() {
    const { stage } = this;
    const at = ({ clientX, clientY }) => {
      const box = stage.getBoundingClientRect();
      const across = (2 * REACH * (clientX - box.left)) / box.width - REACH;
      const up = REACH - (2 * REACH * (clientY - box.top)) / box.height;
      return [across, up].map((value) => Math.min(Math.max(value, -REACH), REACH));
    };
    stage.addEventListener("pointermove", (event) => this.#pins.length < 2 && this.#move(at(event)));
    stage.addEventListener("click", (event) => this.#pin(at(event)));
    stage.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (arrow) this.#move(this.#z.map((value, axis) => value + STEP * arrow[axis]));
      else if (event.key === "Enter") this.#pin(this.#z);
      else if (event.key === "Escape") this.#clear();
      else return;
      event.preventDefault();
    });
  }

  #move(z) {
    this.#z = z;
    this.show();
  }

  #clear() {
    this.#stop();
    this.#pins = [];
    this.show();
  }

  /** Pin a place; the second pin plays the way from the first, a third begins anew. */
  #pin(z) {
    if (this.#pins.length === 2) this.#clear();
    this.#pins.push([...z]);
    this.#move(z);
    if (this.#pins.length < 2) return;
    const [from, to] = this.#pins;
    this.#stop = play(SECONDS, (part) => this.#move(from.map((value, axis) => value + part * (to[axis] - value))));
  }

  #draw() {
    if (!this.#network) return;
    paint(this.preview, this.#network.decode(this.#z), "what");
    this.place.textContent = words(this.#z);
    const [from, to] = this.#pins;
    this.over.replaceChildren(
      ...[1, 2].map((r) => svg("circle", { r, class: "prior" })),
      ...this.centres.map(([across, up], digit) => svg("text", { x: across, y: -up, class: "centre" }, String(digit))),
      ...(to ? [svg("line", { x1: from[0], y1: -from[1], x2: to[0], y2: -to[1], class: "way" })] : []),
      ...this.#pins.map((pin) => svg("circle", { ...point(pin), r: 0.1, class: "pin" })),
      svg("circle", { ...point(this.#z), r: 0.14, class: "here" }),
    );
  }
}
