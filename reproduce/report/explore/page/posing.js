// The panel of u: poses at a button, sliders of its frame, and draws from the prior where it has a density.

import { normal } from "explore/bound.js";
import { button, el, shown as inWords } from "explore/dom.js";
import { partsOf, partsOfSpline, poseOfParts, splineOfParts } from "explore/frames.js";
import { identityPose, usualPose } from "explore/moment.js";
import { paint, pixels } from "explore/picture.js";
import { HALF } from "explore/sampling.js";
import { set, state } from "explore/state.js";

const DRAWS = 6;

// Sliders: part of the frame, label, reach, what its number is in the part's unit, words.
const SLIDERS = [
  ["turn", "turn", -180, 180, Math.PI / 180, (value) => `${inWords(value, 0)}°`],
  ["scaleX", "width", 0.2, 2.5, 1, (value) => `× ${value.toFixed(2)}`],
  ["scaleY", "height", 0.2, 2.5, 1, (value) => `× ${value.toFixed(2)}`],
  ["shear", "shear", -1.5, 1.5, 1, (value) => inWords(value, 2)],
  ["x", "right", -10, 10, 1 / HALF, (value) => `${inWords(value, 1)} px`],
  ["y", "down", -10, 10, 1 / HALF, (value) => `${inWords(value, 1)} px`],
];

/** Return the panel of a network's pose: its element, and `update(moment)`. */
export function posing(network) {
  const { said } = network;
  const title = el("h2", {}, el("b", {}, "u"), " how it lies");
  if (!said.transformer) {
    const none = el("p", {}, "A VAE has no pose. Whatever a turned digit needs, z has to say: turn x, and z moves.");
    return { element: el("section", { class: "panel how", "aria-label": "u, the pose" }, title, none), update() {} };
  }
  const infer = button("infer from x", () => set({ pose: null }), { class: "plain" });
  const poses = [
    button("identity", () => set({ pose: identityPose(network) })),
    said.mean_pose ? button("mean pose", () => set({ pose: usualPose(network) })) : null,
    said.encodes ? infer : null,
  ];
  const shape = sliders(network);
  const drawn = said.density ? draws(network) : null;
  const element = el(
    "section",
    { class: "panel how", "aria-label": "u, the pose" },
    title,
    el("div", { class: "buttons" }, ...poses),
    shape.element,
    drawn?.element ?? null,
  );
  const update = (moment) => {
    shape.update(moment.pose);
    drawn?.update(moment);
    infer.disabled = state.pose === null;
  };
  return { element, update };
}

/** Return what the sliders read and write: an affine pose, or the affine part of a spline, whose bends stay. */
function partsIn({ family, said }) {
  if (said.transformer === "affine") return { read: partsOf, write: poseOfParts };
  return { read: (pose) => partsOfSpline(family, pose), write: (parts, pose) => splineOfParts(family, parts, pose) };
}

function sliders(network) {
  const { read, write } = partsIn(network);
  let pose = null;
  let parts = null;
  const rows = SLIDERS.filter(([part]) => part !== "shear" || network.said.pose !== "affine5").map(
    ([part, label, least, most, unit, words]) => {
      const id = `u-${part}`;
      const slider = el("input", { type: "range", id, min: least, max: most, step: (most - least) / 360 });
      slider.addEventListener("input", () => {
        const moved = write({ ...parts, [part]: slider.value * unit }, pose);
        if (moved) set({ pose: moved });
      });
      const value = el("output", { for: id });
      const update = () => {
        slider.value = parts[part] / unit;
        value.textContent = words(parts[part] / unit);
      };
      return { element: el("div", { class: "row" }, el("label", { for: id }, label), slider, value), update };
    },
  );
  const update = (shown) => {
    pose = Array.from(shown);
    parts = read(pose);
    rows.forEach((row) => row.update());
  };
  return { element: el("div", { class: "sliders" }, ...rows.map((row) => row.element)), update };
}

/** Return draws of u from the prior as pictures, each a button that takes its pose: its element, and `update(moment)`. */
function draws(network) {
  let poses = null;
  let shown = null;
  const canvases = Array.from({ length: DRAWS }, () => pixels("", { "aria-hidden": "true" }));
  const drawn = () => {
    const { mu, logSigma } = network.prior(shown.z);
    return canvases.map(() => network.poseOf(mu.map((mean, place) => mean + Math.exp(logSigma[place]) * normal())));
  };
  const draw = () => {
    poses = drawn();
    set({ pose: poses[0] });
  };
  const update = (moment) => {
    shown = moment;
    poses ??= drawn();
    canvases.forEach((canvas, number) => paint(canvas, network.show(moment.template, poses[number])));
  };
  const element = el(
    "div",
    { class: "draws" },
    button("draw u", draw),
    ...canvases.map((canvas, number) =>
      button(canvas, () => set({ pose: poses[number] }), { "aria-label": `take drawn pose ${number + 1}`, class: "thumb" }),
    ),
  );
  return { element, update };
}
