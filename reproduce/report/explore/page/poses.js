// Poses: what takes points of an image to points of the template, both in [-1, 1]; y points down.
// A pose is what the transformer takes: 6 numbers of a matrix, or the offsets of a spline's control points.

import { PIXELS } from "explore/sampling.js";
import { Spline } from "explore/splines.js";

const NEWTON_STEPS = 5; // as in `original/transformers/inverses.py`
const BOUND = 3;

/** Return the affine pose of (psi, log Sx, log Sy, Tx, Ty), section V.iii. */
export function affineOfFive([psi, logX, logY, shiftX, shiftY]) {
  const [scaleX, scaleY, cos, sin] = [Math.exp(logX), Math.exp(logY), Math.cos(psi), Math.sin(psi)];
  return [scaleX * cos, -scaleX * sin, scaleX * shiftX, scaleY * sin, scaleY * cos, scaleY * shiftY];
}

/** Return the affine pose that undoes `pose`; a determinant nearer to zero than `least` is raised to it. */
export function affineInverse([a, b, c, d, e, f], least) {
  let determinant = a * e - b * d;
  const magnitude = Math.max(Math.abs(determinant), least);
  determinant = determinant < 0 ? -magnitude : magnitude;
  return [e, -b, b * f - c * e, -d, a, c * d - a * f].map((number) => number / determinant);
}

/** Return the affine map nearest to one that takes `points` to `ends`: least squares; the mean of the points is 0. */
export function nearestAffine(points, ends) {
  const squares = points.reduce((sum, [x]) => sum + x * x, 0); // of x, and on a square grid of y
  return [0, 1].flatMap((axis) => {
    const along = (part) => points.reduce((sum, point, place) => sum + point[part] * ends[place][axis], 0) / squares;
    return [along(0), along(1), ends.reduce((sum, end) => sum + end[axis], 0) / points.length];
  });
}

export const applied = ([a, b, c, d, e, f], [x, y]) => [a * x + b * y + c, d * x + e * y + f];

/** Affine poses. */
export class Affine {
  identity = [1, 0, 0, 0, 1, 0];

  moved(point, pose) {
    return applied(pose, point);
  }

  /** Return where the pixels of an image are sampled. */
  positions(pose) {
    return PIXELS.map((pixel) => applied(pose, pixel));
  }

  inverse(pose, least = 1e-3) {
    return affineInverse(pose, least);
  }
}

/** Poses by thin plate splines. */
export class ThinPlate {
  constructor(side = 3) {
    this.spline = new Spline(side);
    this.points = this.spline.points;
    this.identity = new Array(2 * this.points.length).fill(0);
    this.influence = PIXELS.map((pixel) => this.spline.influence(pixel)); // once, for it is most of the work
  }

  moved(point, pose) {
    return this.spline.moved(point, pose);
  }

  positions(pose) {
    return PIXELS.map((pixel, place) => this.spline.shifted(pixel, pose, this.influence[place]));
  }

  /** Return the spline that comes closest to undoing `pose`: exact at the control points, as far as the steps converge. */
  inverse(pose, least = 1e-3) {
    const count = this.points.length;
    const ends = this.points.map(([x, y], place) => [x + pose[place], y + pose[count + place]]);
    const undone = affineInverse(nearestAffine(this.points, ends), least);
    const straight = [undone[0], undone[1], 0, undone[3], undone[4], 0];
    const sources = this.points.map((target) => {
      let at = applied(undone, target);
      for (let step = 0; step < NEWTON_STEPS; step++) {
        const [x, y] = this.moved(at, pose);
        const [stepX, stepY] = applied(straight, [x - target[0], y - target[1]]);
        at = [at[0] - stepX, at[1] - stepY].map((number) => Math.min(Math.max(number, -BOUND), BOUND));
      }
      return at;
    });
    const offsets = new Array(2 * count);
    sources.forEach(([x, y], place) => {
      offsets[place] = x - this.points[place][0];
      offsets[count + place] = y - this.points[place][1];
    });
    return offsets;
  }
}
