// The frame of a pose: where the template's box of 20 x 20 pixels lies in the image, and the poses that its handles make.

import { affineInverse, applied, nearestAffine } from "explore/poses.js";
import { solve } from "explore/splines.js";

export const BOX = 20 / 27; // half the side of MNIST's box, in [-1, 1]
const ABOVE = 0.94; // of the handle that turns
const LEAST = 0.15; // scale
const LARGEST = 4; // offset of a control point
const TINY = 1e-6;

/** Return the lines of a grid over the template, where the pose shows them in the image. */
export function gridLines(family, pose, count = 5) {
  const inverse = family.inverse(pose);
  const reach = family.points ? 1 : BOX; // the control points lie on the edges of the template
  const steps = (number) => Array.from({ length: number }, (_, step) => reach * (-1 + (2 * step) / (number - 1)));
  const line = (point) => steps(13).map((along) => family.moved(point(along), inverse));
  return steps(count).flatMap((at) => [line((along) => [along, at]), line((along) => [at, along])]);
}

/** Return turn, scales, shear and shift of the map from template to image, the inverse of an affine pose. */
export const partsOf = (pose) => partsOfMap(affineInverse(pose, TINY));

function partsOfMap([a, b, x, c, d, y]) {
  const turn = Math.atan2(c, a);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return { turn, scaleX: Math.hypot(a, c), scaleY: cos * d - sin * b, shear: cos * b + sin * d, x, y };
}

/** Return the affine pose of such parts. */
export const poseOfParts = (parts) => affineInverse(mapOfParts(parts), TINY);

function mapOfParts({ turn, scaleX, scaleY, shear, x, y }) {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return [cos * scaleX, cos * shear - sin * scaleY, x, sin * scaleX, sin * shear + cos * scaleY, y];
}

/** What each handle of an affine frame does: where it stands on the template, and the parts after it was moved. */
export const AFFINE_HANDLES = {
  shift: { at: [0, 0], label: "shift", drag: (parts, to) => ({ ...parts, x: to[0], y: to[1] }) },
  turn: {
    at: [0, -ABOVE],
    label: "turn",
    drag: (parts, to) => {
      const started = Math.atan2(-ABOVE * parts.scaleY, -ABOVE * parts.shear);
      return { ...parts, turn: Math.atan2(to[1] - parts.y, to[0] - parts.x) - started };
    },
  },
  scale: {
    at: [BOX, BOX],
    label: "scale",
    drag: (parts, to) => {
      const [along, down] = upright(parts, to);
      const scaleX = Math.max(along / BOX - parts.shear, LEAST);
      return { ...parts, scaleX, scaleY: Math.max(down / BOX, LEAST) };
    },
  },
  shear: {
    at: [0, BOX],
    label: "shear",
    drag: (parts, to) => ({ ...parts, shear: upright(parts, to)[0] / BOX }),
  },
};

/** Return a point of the image relative to the frame's centre, with the turn undone. */
function upright(parts, to) {
  const [dx, dy] = [to[0] - parts.x, to[1] - parts.y];
  const [cos, sin] = [Math.cos(parts.turn), Math.sin(parts.turn)];
  return [cos * dx + sin * dy, cos * dy - sin * dx];
}

/** Return where the control points of a spline lie in the image. */
export function controlsOf(family, pose) {
  const inverse = family.inverse(pose);
  return family.points.map(([x, y], place) => [x + inverse[place], y + inverse[family.points.length + place]]);
}

/** Return the spline that takes `controls` to the control points of the template; null where none is near. */
export function poseOfControls(family, controls) {
  const right = family.points.map((point, place) => point.map((value, axis) => value - controls[place][axis]));
  const offsets = solve(
    controls.map((control) => family.spline.influence(control)),
    right,
  );
  if (!offsets || offsets.flat().some((offset) => Math.abs(offset) > LARGEST)) return null;
  return [...offsets.map(([x]) => x), ...offsets.map(([, y]) => y)];
}

/** Return the parts of the affine map nearest to a spline's, from template to image. */
export const partsOfSpline = (family, pose) => partsOfMap(nearestAffine(family.points, controlsOf(family, pose)));

/** Return the spline of other such parts, bent as it was; null where there is none. */
export function splineOfParts(family, parts, pose) {
  const controls = controlsOf(family, pose);
  const back = affineInverse(nearestAffine(family.points, controls), TINY);
  const forth = mapOfParts(parts);
  return poseOfControls(
    family,
    controls.map((control) => applied(forth, applied(back, control))),
  );
}
