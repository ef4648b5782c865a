// Bilinear sampling of an image at real-valued positions; see `original/transformers/sampling.py`.

/** Pixels on a side of the images, which all models of the page have in common. */
export const SIDE = JSON.parse(document.getElementById("models").textContent)[0].side;
/** Half of that, from the centre of the first pixel to the middle: 1 in the coordinates of poses. */
export const HALF = (SIDE - 1) / 2;

const OUTSIDE = -1;
const inside = (index) => (index < 0 || index >= SIDE ? OUTSIDE : index);

/** Return which pixel stands for one outside the image: the edge, the mirror image, itself again, or none. */
const INTO_IMAGE = {
  nearest: (index) => Math.min(Math.max(index, 0), SIDE - 1),
  wrap: (index) => ((index % SIDE) + SIDE) % SIDE,
  mirror: (index) => {
    const period = 2 * (SIDE - 1);
    const rest = ((index % period) + period) % period;
    return Math.min(rest, period - rest);
  },
  zeros: inside,
  constant: inside,
};

/** From [-1, 1] to pixels, 0 the centre of the first one; and back. */
export const toPixels = (coordinate) => coordinate * HALF + HALF;
export const fromPixels = (pixel) => (pixel - HALF) / HALF;

/** The centres of the pixels, row by row. */
export const PIXELS = Array.from({ length: SIDE * SIDE }, (_, place) => [
  fromPixels(place % SIDE),
  fromPixels(Math.floor(place / SIDE)),
]);

/** Return `image`, sampled for each pixel at one of the `positions` [x, y]; `level` is what stands outside a border
 * of zeros or of a constant. */
export function warp(image, positions, border, level) {
  const into = INTO_IMAGE[border];
  const at = (row, column) => (row === OUTSIDE || column === OUTSIDE ? level : image[row * SIDE + column]);
  return Float32Array.from(positions, (position) => {
    const [x, y] = position.map(toPixels);
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, bottom] = [x - left, y - top];
    const [first, second] = [into(left), into(left + 1)];
    const [upper, lower] = [into(top), into(top + 1)];
    return (
      (1 - bottom) * ((1 - right) * at(upper, first) + right * at(upper, second)) +
      bottom * ((1 - right) * at(lower, first) + right * at(lower, second))
    );
  });
}
