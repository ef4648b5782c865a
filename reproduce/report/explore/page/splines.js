// Thin plate splines on a square grid of control points (Bookstein 1989); see `original/transformers/splines.py`.

/** Return the control points [x, y] of a `side` x `side` grid over [-1, 1], x fastest. */
export function controlPoints(side) {
  const line = Array.from({ length: side }, (_, place) => -1 + (2 * place) / (side - 1));
  return line.flatMap((y) => line.map((x) => [x, y]));
}

const radial = (square) => (square > 0 ? square * Math.log(square) : 0);

/** Solve the system `matrix` x = `right` for several right-hand sides, by Gauss-Jordan; null if it is singular. */
export function solve(matrix, right) {
  const rows = matrix.map((row, place) => [...row, ...right[place]]);
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    if (Math.abs(rows[pivot][column]) < 1e-9) return null;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let place = column; place < rows[row].length; place++) rows[row][place] -= factor * rows[column][place];
    }
  }
  return rows.map((row, place) => row.slice(size).map((value) => value / row[place]));
}

/** A grid of control points, and how far each point of the plane follows each of them. */
export class Spline {
  constructor(side) {
    this.points = controlPoints(side);
    const count = this.points.length;
    const affine = this.points.map((point) => [1, ...point]);
    const system = this.points.map((point, row) => [...this.#basis(point), ...affine[row]]);
    for (let row = 0; row < 3; row++) system.push([...affine.map((terms) => terms[row]), 0, 0, 0]);
    const unit = system.map((_, row) => this.points.map((__, column) => Number(row === column)));
    this.coefficients = solve(system, unit); // (count + 3) x count
    this.count = count;
  }

  #basis([x, y]) {
    return this.points.map(([px, py]) => radial((x - px) ** 2 + (y - py) ** 2));
  }

  /** Return the influence of each control point on `point`; they are linear in the offsets. */
  influence(point) {
    const terms = [...this.#basis(point), 1, ...point];
    return this.points.map((_, column) =>
      terms.reduce((sum, term, row) => sum + term * this.coefficients[row][column], 0),
    );
  }

  /** Return where the spline with these offsets, all x first, moves `point`. */
  moved(point, offsets) {
    return this.shifted(point, offsets, this.influence(point));
  }

  /** Return the same, where the influence on the point is known. */
  shifted([x, y], offsets, influence) {
    let [toX, toY] = [x, y];
    for (let place = 0; place < this.count; place++) {
      toX += influence[place] * offsets[place];
      toY += influence[place] * offsets[this.count + place];
    }
    return [toX, toY];
  }
}
