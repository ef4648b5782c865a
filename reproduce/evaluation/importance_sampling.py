"""The marginal likelihood by importance sampling (section VI, "Quality of the variational approximation").

With draws of z and u from q, log p(x) is the logarithm of the mean of w = p(x, z, u) / q(z, u given x), where the
ELBO is the mean of log w. Their difference is KL(q || true posterior), which the thesis finds roughly equal to
KL(q || prior). Grey levels count as in equation 8, as if they were probabilities.

Draws from q alone give too low an estimate wherever q misses mass of the true posterior, and nothing tells of it: on
a VAE with a code of two dimensions (20 test images, 5,000 draws) -135.0 nats with a claimed error of 0.1, where
integration over a grid of codes gives -131.3. So the draws come from a mixture of normals between q and the prior, in
equal shares, and count by the density of the whole mixture (Veach and Guibas 1995): a draw can't count for more than
its likelihood times the number of normals. There that gives -131.8, most of the rest in two of the images. The estimate
remains too low on average, and with it the gap.

A flat prior on the pose has no density, and p(x) is an integral over it. What exists there is log p(x given u) at the
deterministic pose u(x). That is no lower bound of log p(x) and not comparable with it: u is chosen for x, at no cost.
"""

from typing import Callable, NamedTuple, Optional, Tuple

import numpy as np

from reproduce.errors import ConfigError
from reproduce.evaluation.forward import inputs_of
from reproduce.evaluation.importance_weights import convergence, estimate, log_mean_exp

DRAWS = 5000
BETWEEN = (0, 0.5, 0.8, 0.95, 1)  # where the normals lie between q, 0, and the prior, 1
ROWS = 1000  # draws at a time, a multiple of the normals; bounds memory, not the result

LOG_PX, LOG_PX_GIVEN_U = "log_px", "log_px_given_u"
_FLOATS = "log_p standard_error monte_carlo_error elbo kl_z kl_u gap gap_over_kl ess_median ess_least".split()
PARTS = {"quantity": str, "draws": int, "images": int, "convergence": list, **dict.fromkeys(_FLOATS, float)}


class Draws(NamedTuple):
    """Draws of z and u for N images, weighed; in nats."""

    log_weights: np.ndarray  # (K, N), float64; of draws from each of the normals in turn
    elbo: np.ndarray  # (N,), as the following: means over the draws from q
    kl_z: np.ndarray  # divergence from the prior
    kl_u: np.ndarray


def quantity(net: dict, wanted: Optional[str] = None) -> str:
    """Return what can be estimated of a model: 'log_px', or 'log_px_given_u' where the prior on the pose is flat.

    ConfigError if another one is `wanted`.
    """
    if wanted not in (None, LOG_PX, LOG_PX_GIVEN_U):
        raise ConfigError(f"quantity must be one of {LOG_PX}, {LOG_PX_GIVEN_U}, got {wanted!r}")
    flat = "l_u" in net and "l_u_mu" not in net
    if flat and wanted == LOG_PX:
        raise ConfigError(
            "log p(x) does not exist under a flat prior on the pose: u has no density to integrate over. "
            f"Ask for {LOG_PX_GIVEN_U}, which holds the pose at its deterministic value u(x), or train with another "
            "pose_prior"
        )
    if not flat and wanted == LOG_PX_GIVEN_U:
        raise ConfigError(f"this model has no deterministic pose to hold fixed; ask for {LOG_PX}")
    return LOG_PX_GIVEN_U if flat else LOG_PX


def functions(net: dict) -> Tuple[Callable, Callable]:
    """Return the compiled functions of a network that `draw` calls, for who calls it more than once."""
    return _compile(net), _compile_proposals(net)


def draw(
    net: dict,
    images: np.ndarray,
    draws: int = DRAWS,
    seed: int = 0,
    rows: int = ROWS,
    compiled: Optional[Tuple[Callable, Callable]] = None,
    labels: Optional[np.ndarray] = None,
) -> Draws:
    """Draw z, and u where it has a density, and weigh them.

    Discrete codes are drawn from q(c given x) alone, whatever normal z and u are drawn from.

    Parameters
    ----------
    net : dict of str to Layer
        A trained model of `original.models`.
    images : ndarray of shape (N, C, H, W), float32 in [0, 1]
    draws : int
        K, for each image; a multiple of the number of normals in `BETWEEN`.
    seed : int
        With the image's place among the N it determines its noise, so that `rows` changes nothing.
    rows : int
        Draws to decode at a time, a multiple, too.
    compiled : tuple or None
        What `functions` gave for this network; None compiles.
    labels : ndarray of int, shape (N,), or None
        Classes of the images, for a model that sees them.

    Returns
    -------
    Draws
    """
    if draws % len(BETWEEN) or rows % len(BETWEEN):
        raise ValueError(f"draws and rows must be multiples of {len(BETWEEN)}, got {draws} and {rows}")
    function, proposals = compiled or functions(net)
    log_weights = np.empty((draws, len(images)))
    from_q = np.zeros((3, len(images)))  # sums of log weight, KL of z, KL of u
    inputs = list(inputs_of(net, images, labels).values())
    for number in range(len(images)):
        rng, given = np.random.default_rng([seed, number]), [array[number : number + 1] for array in inputs]
        mean, log_sigma = between(*proposals(*given))
        for first in range(0, draws, rows):
            turn = np.arange(min(rows, draws - first)) % len(BETWEEN)
            noise = mean[turn] + np.exp(log_sigma[turn]) * rng.standard_normal((len(turn), mean.shape[1]))
            log_ratio, *parts = function(noise[None].astype("float32"), *given)
            log_weights[first : first + rows, number] = (
                log_ratio
                + _log_normal(noise, 0, 0)
                - log_mean_exp(np.stack([_log_normal(noise, *normal) for normal in zip(mean, log_sigma)]))
            )
            from_q[:, number] += [values[turn == 0].sum(dtype="float64") for values in [log_ratio] + parts]
    return Draws(log_weights, *from_q / (draws // len(BETWEEN)))


def between(mean: np.ndarray, log_sigma: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Return the normals from q to the prior, of `mean` and `log_sigma` in units of q: (num,) to (T, num) each.

    In these units, the noise of the network, q is the standard normal. Densities q^(1 - t) p^t, t in `BETWEEN`.
    """
    shares = np.reshape(BETWEEN, (-1, 1))
    precision = 1 - shares + shares * np.exp(-2 * log_sigma)
    return shares * np.exp(-2 * log_sigma) * mean / precision, -np.log(precision) / 2


def summarize(drawn: Draws, name: str) -> dict:
    """Return what `PARTS` lists of draws under the `quantity` `name`: nats per image, means over the images.

    ``standard_error`` is that of ``log_p`` over images, ``monte_carlo_error`` that of the draws on these images.
    """
    draws, images = drawn.log_weights.shape
    log_p, error, ess = estimate(drawn.log_weights)
    elbo, kl_z, kl_u = [float(values.mean()) for values in drawn[1:]]
    gap = float(log_p.mean()) - elbo
    return {
        "quantity": name,
        "draws": draws,
        "images": images,
        "log_p": float(log_p.mean()),
        "standard_error": float(log_p.std(ddof=1) / images**0.5),
        "monte_carlo_error": float((error**2).sum() ** 0.5 / images),
        "elbo": elbo,
        "kl_z": kl_z,
        "kl_u": kl_u,
        "gap": gap,
        "gap_over_kl": gap / (kl_z + kl_u),
        "ess_median": float(np.median(ess)),
        "ess_least": float(ess.min()),
        "convergence": convergence(drawn.log_weights),
    }


def of_network(net: dict, images: np.ndarray, draws: int = DRAWS, wanted: Optional[str] = None, **options) -> dict:
    """Draw and `summarize`: `wanted` as of `quantity`, the other arguments those of `draw`."""
    name = quantity(net, wanted)
    return summarize(draw(net, images, draws, **options), name)


def _compile(net):
    """Compile the function of noise (1, K, D), an image (1, C, H, W) and its class: log weights, KL of z and of u.

    These are (K,) each. A model that does not see the class takes none.
    """
    from original.engines.compat import theano
    from original.kernels.rewrites import mode
    from original.objective import elbo_terms, encode, log_weights

    image, noise, y = theano.tensor.tensor4("image"), theano.tensor.tensor3("noise"), _class(net)

    def repeated(values):
        return theano.tensor.repeat(values, noise.shape[1], axis=0)

    # The encoder sees the image once, but for a q(z given x, u), whose encoder sees it in each drawn pose.
    known = {name: repeated(values) for name, values in encode(net, image, *y).items()}
    x = repeated(image)
    terms = elbo_terms(net, x, noise, known=known)
    outputs = [log_weights(net, x, noise[0], known), terms.kl_z, terms.kl_u]
    return theano.function([noise, image, *y], outputs, mode=mode())


def _class(net):
    """Return the symbol of an image's class in a list, which is empty for a model that does not see it."""
    from original.engines.compat import theano

    return [theano.tensor.matrix("y")] if "l_y" in net else []


def _compile_proposals(net):
    """Compile the function of an image (1, C, H, W), and its class: mean and log deviation of the prior, (D,) each.

    They are in units of q. The noise behind discrete codes, which has no such prior, keeps its own normal.

    Where q(z given x, u) or p(u given z) depend on a draw, at the mean: these normals may be any, only near is better.
    """
    from original.engines.compat import lasagne, theano

    image, y = theano.tensor.tensor4("image"), _class(net)
    dim_c = net["l_c"].output_shape[1] if "l_c" in net else 0
    names = ["l_z_mu", "l_z_log_sigma"]
    if "l_u_mu" in net:
        names += ["l_u_mu", "l_u_log_sigma", "l_prior_mu", "l_prior_log_sigma"]
    given = {net["l_in"]: image, **({net["l_y"]: y[0]} if y else {})}
    outputs = lasagne.layers.get_output([net[name] for name in names], given, deterministic=True)
    function = theano.function([image, *y], outputs)

    def proposals(*inputs):
        z_mu, z_log_sigma, *of_u = [values[0].astype("float64") for values in function(*inputs)]
        means, log_sigmas = [-z_mu / np.exp(z_log_sigma)], [-z_log_sigma]
        if of_u:
            mu, log_sigma, prior_mu, prior_log_sigma = of_u
            means.append((prior_mu - mu) / np.exp(log_sigma))
            log_sigmas.append(prior_log_sigma - log_sigma)
        of_c = np.zeros(dim_c)
        return np.concatenate([*means, of_c]), np.concatenate([*log_sigmas, of_c])

    return proposals


def _log_normal(values, mean, log_sigma):
    """Return log densities (K,) of diagonal normals at `values` (K, D), up to the same constant for all."""
    return -(((values - mean) / np.exp(log_sigma)) ** 2 / 2 + log_sigma).sum(axis=1)
