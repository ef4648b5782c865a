// Bilinear sampling of an image at real-valued positions; see `original/transformers/sampling.py`.

export const SIDE = 28; // pixels
const HALF = (SIDE - 1) / 2;

/** Return what stands at a pixel outside the image: its edge, its mirror image, or itself again. */
const INTO_IMAGE = {
  nearest: (index) => Math.min(Math.max(index, 0), SIDE - 1),
  wrap: (index) => ((index % SIDE) + SIDE) % SIDE,
  mirror: (index) => {
    const period = 2 * (SIDE - 1);
    const rest = ((index % period) + period) % period;
    return Math.min(rest, period - rest);
  },
};

/** From [-1, 1] to pixels, 0 the centre of the first one; and back. */
export const toPixels = (coordinate) => coordinate * HALF + HALF;
export const fromPixels = (pixel) => (pixel - HALF) / HALF;

/** The centres of the pixels, row by row. */
export const PIXELS = Array.from({ length: SIDE * SIDE }, (_, place) => [
  fromPixels(place % SIDE),
  fromPixels(Math.floor(place / SIDE)),
]);

/** Return `image`, sampled for each pixel at one of the `positions` [x, y]. */
export function warp(image, positions, border) {
  const into = INTO_IMAGE[border];
  return Float32Array.from(positions, (position) => {
    const [x, y] = position.map(toPixels);
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, bottom] = [x - left, y - top];
    const [first, second] = [into(left), into(left + 1)];
    const [upper, lower] = [into(top) * SIDE, into(top + 1) * SIDE];
    return (
      (1 - bottom) * ((1 - right) * image[upper + first] + right * image[upper + second]) +
      bottom * ((1 - right) * image[lower + first] + right * image[lower + second])
    );
  });
}
