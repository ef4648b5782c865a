// From strokes of a pen to an image as MNIST has them: the digit fits a box of 20 x 20 pixels, and its centre of mass
// is the middle of 28 x 28; on images of another size in proportion. A stroke is a list of points [x, y] in [0, 100].

import { HALF as MIDDLE, SIDE } from "explore/sampling.js";

const BOX = (20 / 28) * SIDE; // pixels of the longer side
const RADIUS = (1.15 / 28) * SIDE; // pixels, half the pen's width after the digit was brought to the box
const REACH = Math.ceil(RADIUS + 1); // pixels from the middle of the pen to where it leaves no ink
const STEPS = 4; // pieces of the curve between two points

/** Return a smooth curve through the points of a stroke (Catmull and Rom). */
export function smooth(stroke) {
  if (stroke.length < 3) return stroke;
  const at = (place) => stroke[Math.min(Math.max(place, 0), stroke.length - 1)];
  const curve = [stroke[0]];
  for (let place = 0; place < stroke.length - 1; place++) {
    const [a, b, c, d] = [at(place - 1), at(place), at(place + 1), at(place + 2)];
    for (let step = 1; step <= STEPS; step++) {
      const t = step / STEPS;
      curve.push(
        [0, 1].map(
          (axis) =>
            0.5 *
            (2 * b[axis] +
              (c[axis] - a[axis]) * t +
              (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t +
              (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t),
        ),
      );
    }
  }
  return curve;
}

/** Return the curves in pixels, the longer side of their box as long as it may be, the middle of the box at 0. */
function boxed(curves) {
  const points = curves.flat();
  const [left, right, top, bottom] = [0, 1].flatMap((axis) => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values), Math.max(...values)];
  });
  const longer = Math.max(right - left, bottom - top, 20); // a dot stays one
  const scale = (BOX - 2 * RADIUS) / longer;
  return moved(curves, ([x, y]) => [(x - (left + right) / 2) * scale, (y - (top + bottom) / 2) * scale]);
}

const moved = (curves, move) => curves.map((curve) => curve.map(move));

function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx || dy ? Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0), 1) : 0;
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** Return the image of curves in pixels: ink within the pen's radius, soft over one pixel at its edge. */
function inked(curves) {
  const image = new Float32Array(SIDE * SIDE);
  for (const curve of curves) {
    curve.forEach((end, place) => {
      const start = curve[Math.max(place - 1, 0)];
      const reach = (axis, pick) => Math.round(pick(start[axis], end[axis]));
      const [first, last] = [0, 1].map((axis) => [
        Math.max(reach(axis, Math.min) - REACH, 0),
        Math.min(reach(axis, Math.max) + REACH, SIDE - 1),
      ]).reduce(([a, b], [c, d]) => [[a, c], [b, d]]);
      for (let y = first[1]; y <= last[1]; y++) {
        for (let x = first[0]; x <= last[0]; x++) {
          const ink = Math.min(Math.max(RADIUS + 0.5 - distance([x, y], start, end), 0), 1);
          image[y * SIDE + x] = Math.max(image[y * SIDE + x], ink);
        }
      }
    });
  }
  return image;
}

function centreOfMass(image) {
  let [mass, x, y] = [0, 0, 0];
  image.forEach((ink, place) => {
    mass += ink;
    x += ink * (place % SIDE);
    y += ink * Math.floor(place / SIDE);
  });
  return mass ? [x / mass, y / mass] : [MIDDLE, MIDDLE];
}

/** Return x, the image of `strokes`, turned clockwise by `degrees` around its centre of mass. */
export function imageOf(strokes, degrees = 0) {
  const drawn = strokes.filter((stroke) => stroke.length);
  if (!drawn.length) return new Float32Array(SIDE * SIDE);
  const box = boxed(drawn.map(smooth));
  const [x, y] = centreOfMass(inked(moved(box, ([px, py]) => [px + MIDDLE, py + MIDDLE])));
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const turned = ([px, py]) => {
    const [dx, dy] = [px + MIDDLE - x, py + MIDDLE - y];
    return [cos * dx - sin * dy + MIDDLE, sin * dx + cos * dy + MIDDLE];
  };
  return inked(moved(box, turned));
}
