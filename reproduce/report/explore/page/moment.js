// What a model makes of the state: everything that is shown of it at one moment.

import { klToPrior, klToStandard, reconstruction, total } from "explore/bound.js";
import { imageOf } from "explore/drawing.js";
import { strokes } from "explore/state.js";

/** Return the pose that the page takes for the model's usual one: the mean over the training images, else the identity. */
export function usualPose(network) {
  const { mean_pose: mean } = network.said;
  return mean ? network.poseOf(mean) : identityPose(network);
}

/** Return the pose that leaves the template as it is. */
export const identityPose = (network) => network.family?.identity ?? null;

/** Return the code that a model without its encoder starts from: a digit, where 0 would be a blur of several. */
const someCode = ({ in_use: inUse }) => inUse.map((used, dimension) => (used ? (dimension % 2 ? 1 : -1) : 0));

/**
 * Return x, what is inferred from it, and the images of z and the pose: the inferred ones, or those set by hand.
 *
 * x and what is inferred are null for a model without its encoder.
 */
export function momentOf(network, { z, pose, turn }, drawn = strokes()) {
  const encodes = network.said.encodes;
  const x = encodes ? imageOf(drawn, turn) : null;
  const inferred = encodes ? network.encode(x) : null;
  const code = z ?? Array.from(inferred?.mu ?? someCode(network.said));
  const shownPose = pose ?? inferred?.pose ?? usualPose(network);
  const template = network.decode(code);
  const image = network.show(template, shownPose);
  return { x, inferred, z: code, pose: shownPose, template, image, ...(encodes ? terms(network, x, inferred, image) : {}) };
}

/** Return the terms of the bound in nats; the divergences are those of q, whatever z and pose were set by hand. */
function terms(network, x, inferred, image) {
  const klZ = klToStandard(inferred.mu, inferred.logSigma);
  const prior = network.said.density ? network.prior(inferred.mu) : null;
  const klU = prior ? total(klToPrior(inferred.u, inferred.uLogSigma, prior)) : 0;
  return { error: reconstruction(x, image), klZ, klU };
}
