// One model at work: its pipeline, and the panels of z and u.

import { codes } from "explore/codes.js";
import { el, oncePerFrame } from "explore/dom.js";
import { load } from "explore/models.js";
import { momentOf } from "explore/moment.js";
import { dial, examples } from "explore/pad.js";
import { pipeline } from "explore/pipeline.js";
import { posing } from "explore/posing.js";
import { state } from "explore/state.js";

/** Return a promise of the bench of a model: its element, and `update()` after a change of the state. */
export async function bench(id) {
  const network = await load(id);
  const parts = [pipeline(network), codes(network), posing(network)];
  const [way, code, pose] = parts;
  const source = network.said.encodes ? el("div", { class: "source" }, examples(), dial()) : null;
  const element = el(
    "div",
    { class: "bench" },
    way.element,
    el("div", { class: "below" }, source, way.cost),
    el("div", { class: "panels" }, code.element, pose.element),
  );
  const draw = () => {
    const moment = momentOf(network, state);
    parts.forEach((part) => part.update(moment));
  };
  draw();
  return { element, update: oncePerFrame(draw) };
}
