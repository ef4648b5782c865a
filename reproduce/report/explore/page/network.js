// The three architectures of figure 4, computed as `original/models.py` defines them, at the means of z and u.

import { Affine, ThinPlate, affineOfFive } from "explore/poses.js";
import { warp } from "explore/sampling.js";

const ACTIVATIONS = { tanh: Math.tanh, sigmoid: (h) => Math.tanh(h / 2) };
const sigmoid = (h) => 1 / (1 + Math.exp(-h));
const rectify = (h) => Math.max(h, 0);

/** A trained model: `said` is its entry of the page's models, `arrays` are its weights by name. */
export class Network {
  constructor(said, arrays) {
    this.said = said;
    this.arrays = arrays;
    this.family = said.transformer && (said.transformer === "affine" ? new Affine() : new ThinPlate());
  }

  #dense(input, name, activation = (h) => h) {
    const { values, shape } = this.arrays[`${name}.W`];
    const columns = shape[1];
    const sums = Float64Array.from(this.arrays[`${name}.b`].values);
    for (let row = 0; row < input.length; row++) {
      const value = input[row];
      if (value === 0) continue;
      const start = row * columns;
      for (let column = 0; column < columns; column++) sums[column] += value * values[start + column];
    }
    return sums.map(activation);
  }

  /** Stack the rectified layers `name`1, `name`2, ... as many as there are. */
  #hidden(input, name) {
    let output = input;
    for (let number = 1; `${name}${number}.W` in this.arrays; number++) {
      output = this.#dense(output, `${name}${number}`, rectify);
    }
    return output;
  }

  #limited(numbers, isLimited) {
    const { limit } = this.said;
    if (!limit || !isLimited) return numbers;
    const activation = ACTIVATIONS[limit.activation];
    return numbers.map((h, place) => limit.start[place] + limit.range * activation(h));
  }

  #floored(numbers) {
    return numbers.map((value) => Math.max(value, this.said.floor));
  }

  /** Return what the encoder makes of x: q(z), u and the pose, and for a DTVAE the upright image. */
  encode(x) {
    const { said } = this;
    let features = said.architecture === "dtvae" ? null : this.#hidden(x, "encoder");
    const inferred = said.transformer ? this.#inferPose(x, features) : {};
    if (!features) features = this.#hidden(inferred.upright, "encoder");
    const logSigma = this.#floored(this.#dense(features, "z_log_sigma"));
    return { ...inferred, mu: this.#dense(features, "z_mu"), logSigma };
  }

  #inferPose(x, encoded) {
    const { said } = this;
    const features = said.localization ? this.#hidden(x, "localization") : encoded;
    const u = this.#limited(this.#dense(features, said.density ? "u_mu" : "u"), !said.map);
    const uLogSigma = said.density ? this.#floored(this.#dense(features, "u_log_sigma")) : null;
    const pose = this.poseOf(u);
    if (said.architecture === "tvae") return { u, uLogSigma, pose };
    const inverse = this.family.inverse(pose, said.min_determinant);
    const undo = said.density ? inverse : pose;
    const upright = this.warp(x, undo);
    return said.density ? { u, uLogSigma, pose, upright } : { u: inverse, uLogSigma, pose: inverse, upright };
  }

  /** Return the pose of u: u itself, or what the prior's map or the five numbers make of it. */
  poseOf(u) {
    const { said } = this;
    let numbers = u;
    if (said.map) {
      if (said.map === "hidden") numbers = this.#dense(u, "pose_hidden", rectify);
      numbers = this.#limited(this.#dense(numbers, "pose"), true);
    }
    return Array.from(said.pose === "affine5" ? affineOfFive(numbers) : numbers);
  }

  /** Return the template y' of a code. */
  decode(z) {
    return Float32Array.from(this.#dense(this.#hidden(z, "decoder"), "template", sigmoid));
  }

  /** Return `image` as the pose shows it. */
  warp(image, pose) {
    return warp(image, this.family.positions(pose), this.said.border, this.said.border_value);
  }

  /** Return x', the template in the pose; for a model without one the template. */
  show(template, pose) {
    return this.family ? this.warp(template, pose) : template;
  }

  /** Return mean and log deviation of p(u), or of p(u given z), each of dim_u numbers. */
  prior(z) {
    const hidden = this.said.conditional ? this.#dense(z, "prior_hidden", rectify) : null;
    const part = (name) => {
      if (hidden) return this.#dense(hidden, name);
      const { values } = this.arrays[`${name}.values`];
      return Float64Array.from({ length: this.said.dim_u }, (_, place) => values[place % values.length]);
    };
    return { mu: part("prior_mu"), logSigma: part("prior_log_sigma") };
  }
}
