// Handles on x': what moves the pose by hand, with a pointer or with the arrow keys.

import { button, svg } from "explore/dom.js";
import { AFFINE_HANDLES, controlsOf, gridLines, partsOf, poseOfControls, poseOfParts } from "explore/frames.js";
import { place } from "explore/picture.js";
import { fromPixels, toPixels, HALF, SIDE } from "explore/sampling.js";
import { set } from "explore/state.js";

const STEP = 1 / HALF; // a pixel, for the arrow keys
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ROWS = ["top", "middle", "bottom"];
const COLUMNS = ["left", "centre", "right"];

/** Put the handles of a network's pose on a square; returns `update(pose)`. */
export function handles(network, square) {
  const ours = network.said.transformer === "affine" ? affineHandles(network) : splineHandles(network);
  let pose = null;
  const knobs = ours.names.map((name) => {
    const knob = button("", null, { class: `knob ${name}`, "aria-label": `${ours.label(name)}: drag, or arrow keys` });
    const moveTo = (to) => {
      const moved = ours.drag(name, to, pose);
      if (moved) set({ pose: moved });
    };
    draggable(knob, square.stage, () => ours.at(name, pose), moveTo);
    knob.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const at = ours.at(name, pose);
      moveTo(at.map((value, axis) => value + STEP * arrow[axis]));
    });
    return knob;
  });
  square.stage.append(...knobs);
  square.stage.classList.add("held");
  return (shown) => {
    pose = Array.from(shown);
    square.lines(gridLines(network.family, pose), "grid");
    if (ours.stem) square.over.append(svg("polyline", { class: "grid", points: ours.stem(pose).map(place).join(" ") }));
    knobs.forEach((knob, number) => {
      const at = ours.at(ours.names[number], pose);
      [knob.style.left, knob.style.top] = at.map((value) => `${(100 * Math.min(Math.max(toPixels(value) + 0.5, 0), SIDE)) / SIDE}%`);
    });
  };
}

/** Call `moveTo(point)`, in [-1, 1] of the stage, while the knob is dragged; it begins where `at()` is. */
function draggable(knob, stage, at, moveTo) {
  let grip = [0, 0]; // from the pointer to the handle, which may lie outside the stage
  const point = ({ clientX, clientY }) => {
    const box = stage.getBoundingClientRect();
    const part = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    return part.map((value) => fromPixels(value * SIDE - 0.5));
  };
  knob.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    knob.focus();
    knob.setPointerCapture(event.pointerId);
    const held = point(event);
    grip = at().map((value, axis) => value - held[axis]);
  });
  knob.addEventListener("pointermove", (event) => {
    if (!knob.hasPointerCapture(event.pointerId)) return;
    moveTo(point(event).map((value, axis) => value + grip[axis]));
  });
}

/** Handles for turn, shift, scale and shear; the five numbers of section V.iii have no shear. */
function affineHandles({ family, said }) {
  const names = Object.keys(AFFINE_HANDLES).filter((name) => name !== "shear" || said.pose !== "affine5");
  const at = (name, pose) => family.moved(AFFINE_HANDLES[name].at, family.inverse(pose));
  return {
    names,
    at,
    label: (name) => AFFINE_HANDLES[name].label,
    drag: (name, to, pose) => poseOfParts(AFFINE_HANDLES[name].drag(partsOf(pose), to)),
    stem: (pose) => [at("shift", pose), at("turn", pose)],
  };
}

/** A handle for each of the nine control points. */
function splineHandles({ family }) {
  const names = family.points.map((_, number) => `control${number}`);
  const number = (name) => names.indexOf(name);
  return {
    names,
    at: (name, pose) => controlsOf(family, pose)[number(name)],
    label: (name) => `control point ${ROWS[Math.floor(number(name) / 3)]} ${COLUMNS[number(name) % 3]}`,
    drag: (name, to, pose) =>
      poseOfControls(
        family,
        controlsOf(family, pose).map((control, other) => (other === number(name) ? to : control)),
      ),
  };
}
