// The terms of the bound (equations 5 to 9), in nats.

const CLIP = 1e-6; // appendix A

/** Return -log p(x) of Bernoulli pixels with the probabilities `p`, equation 8. */
export function reconstruction(x, p) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const q = Math.min(Math.max(p[i], CLIP), 1 - CLIP);
    sum -= x[i] * Math.log(q) + (1 - x[i]) * Math.log(1 - q);
  }
  return sum;
}

/** Return KL(N(mu, sigma^2) || N(0, 1)) of each dimension, equation 6. */
export const klToStandard = (mu, logSigma) =>
  Array.from(mu, (mean, i) => -logSigma[i] + (mean ** 2 + Math.exp(2 * logSigma[i]) - 1) / 2);

/** Return KL(N(mu, sigma^2) || N(v, tau^2)) of each dimension, equation 7. */
export const klToPrior = (mu, logSigma, prior) =>
  klToStandard(
    Array.from(mu, (mean, i) => (mean - prior.mu[i]) * Math.exp(-prior.logSigma[i])),
    Array.from(logSigma, (value, i) => value - prior.logSigma[i]),
  );

export const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** Return a draw of a standard normal (Box and Muller). */
export const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
