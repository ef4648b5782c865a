// All models side by side, on the same x.

import { total } from "explore/bound.js";
import { el, oncePerFrame } from "explore/dom.js";
import { gridLines } from "explore/frames.js";
import { inPlace, load } from "explore/models.js";
import { momentOf } from "explore/moment.js";
import { dial, examples, pad } from "explore/pad.js";
import { Square } from "explore/picture.js";
import { choose, state } from "explore/state.js";

/** Return a promise of the comparison: its element, and `update()` after a change of the state. */
export async function comparison() {
  const networks = await Promise.all(inPlace("main").map(({ id }) => load(id)));
  const x = new Square("x", "as MNIST has it");
  const rows = networks.map(compared);
  const element = el(
    "div",
    { class: "bench compare" },
    el("div", { class: "pipeline" }, pad(), x.element, el("div", { class: "source" }, examples(), dial())),
    el("div", { class: "cards" }, ...rows.map((row) => row.element)),
  );
  const draw = () => {
    const moments = networks.map((network) => momentOf(network, { z: null, pose: null, turn: state.turn }));
    x.show(moments[0].x);
    rows.forEach((row, place) => row.update(moments[place]));
  };
  draw();
  return { element, update: oncePerFrame(draw) };
}

function compared(network) {
  const { said } = network;
  const template = new Square("y′", "template", "what");
  const image = new Square("x′", "posed");
  const words = el("p", { class: "numbers" });
  const open = el("button", { type: "button", class: "name" }, said.title);
  open.addEventListener("click", () => choose(said.id));
  const element = el("article", { class: "card" }, el("h3", {}, open), el("div", { class: "pair" }, template.element, image.element), words);
  const update = (moment) => {
    template.show(moment.template);
    image.show(moment.image);
    if (network.family) image.lines(gridLines(network.family, moment.pose), "grid");
    const kl = total(moment.klZ) + moment.klU;
    words.textContent = `${moment.error.toFixed(0)} nats to reconstruct, ${kl.toFixed(1)} for the code`;
  };
  return { element, update };
}
