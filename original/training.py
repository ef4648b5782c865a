"""Auto-encoding variational Bayes (section I.ii) with Adadelta (appendix A).

Every random number comes from a stream that (seed, purpose, epoch) determines, so that a training which stopped
after any minibatch goes on exactly as if it had not.
"""

import itertools
from typing import Callable, Dict, List, Optional, Sequence

import numpy as np

from original.annealing import Annealing
from original.engines.compat import Steps, T, lasagne, theano
from original.images import grey_levels
from original.kernels.rewrites import mode
from original.labels import one_hot
from original.models import Layers, parameters
from original.objective import Terms, elbo_terms, kind_of_terms
from original.optimizers import updates_of

ANNEALING = Annealing()
_STREAMS = {"weights": 0, "order": 1, "noise": 2, "evaluation": 3}


class Diverged(ArithmeticError):
    """A term of the loss is not finite; the message says where."""


def stream(seed: int, purpose: str, epoch: int = 0) -> np.random.Generator:
    """Return the NumPy Generator for one purpose ('weights', 'order', 'noise' or 'evaluation') in one epoch."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAMS[purpose], epoch)))


def seed_weights(seed: int) -> None:
    """Make Lasagne draw the initial weights of the layers built from now on from `seed`. Call before building."""
    lasagne.random.set_rng(np.random.RandomState(stream(seed, "weights").integers(2**32)))


class Trainer:
    """Training that maximizes the ELBO of minibatches, with Adadelta and Lasagne's rho 0.95 unless asked otherwise.

    Parameters
    ----------
    net : dict of str to Layer
        A model of `original.models`; its parameters are changed in place.
    images : ndarray, shape (N, C, H, W), in [0, 1]
        N and the grey levels are checked; other types than the engine's floatX are converted.
    batch_size : int
        Images in a minibatch; the last one of an epoch takes what is left.
    learning_rate : float
        Factor on Adadelta's step, or the rate of another optimizer.
    num_samples : int
        L of equation 4.
    seed : int
        Determines the order of the images and the noise.
    loss : {'mean', 'sum'}
        The loss is the mean over the minibatch or its sum. The difference matters beside Adadelta's epsilon.
    epsilon : float
        Adadelta's.
    kl_weights : sequence of float
        Factors on the divergences of z, u and c in what is maximized. The terms that `run_epoch` returns have none.
    optimizer : str
        One of `original.spec.OPTIMIZERS`.
    annealing : Annealing
        The temperature of discrete codes, which are relaxed while training.
    labels : ndarray of int, shape (N,), or None
        Classes of the images, of a model that sees them.
    """

    def __init__(
        self,
        net: Layers,
        images: np.ndarray,
        batch_size: int = 128,
        learning_rate: float = 1.0,
        num_samples: int = 1,
        seed: int = 0,
        loss: str = "mean",
        epsilon: float = 1e-6,
        kl_weights: Sequence[float] = (),
        optimizer: str = "adadelta",
        annealing: Annealing = ANNEALING,
        labels: Optional[np.ndarray] = None,
    ):
        self.net = net
        self.batch_size = batch_size
        self.num_samples = num_samples
        self.seed = seed
        images = grey_levels(images, theano.config.floatX)
        if images.shape[1:] != net["l_in"].output_shape[1:]:
            raise ValueError(f"images must have shape (N, *{net['l_in'].output_shape[1:]}), got {images.shape}")
        self.num_images = len(images)
        self.params = parameters(net)
        self._terms, self._annealing = kind_of_terms(net), annealing if "l_c" in net else None

        data = theano.shared(images, name="images", borrow=True)
        index, noise = T.ivector("index"), T.tensor3("noise")
        temperature = [T.scalar("temperature")] if self._annealing else []
        y = self._classes(labels)[index] if "l_y" in net else None
        terms = elbo_terms(net, data[index], noise, num_samples, None, y, *temperature)
        loss = -getattr(terms.weighted(*kl_weights), loss)()
        updates, memory = updates_of(optimizer, loss, self.params, learning_rate, epsilon)
        self.state = dict({param.name: param for param in self.params}, **memory)
        self._progress = self._start_of(epoch=0)
        self._steps = Steps([index, noise, *temperature], [term.sum() for term in terms], updates, mode())

    def _classes(self, labels):
        """Return the shared variable of the images' classes, one-hot vectors."""
        if labels is None or len(labels) != self.num_images:
            raise ValueError(f"a model that sees the class needs a label for each of the {self.num_images} images")
        classes = one_hot(labels, self.net["l_y"].output_shape[1])
        return theano.shared(classes.astype(theano.config.floatX), name="classes", borrow=True)

    def is_within(self, epoch: int) -> bool:
        """Return whether some minibatches of `epoch` are done already."""
        return bool(self._progress["epoch"] == epoch and self._progress["batches"])

    def _begin(self, epoch):
        if self._progress["epoch"] != epoch:
            self._progress = self._start_of(epoch)

    def _start_of(self, epoch):
        """Return how far a training is at the start of an epoch: minibatches done, and the sums of their terms."""
        return {"epoch": np.int64(epoch), "batches": np.int64(0), "sums": np.zeros(len(self._terms._fields))}

    def run_epoch(self, epoch: int, after_batch: Optional[Callable] = None) -> Terms:
        """Train on every image once, in the order and with the noise of `epoch` (counted from 1).

        Goes on behind the last minibatch that counts in the state if the state is of this epoch.
        `after_batch(images_done, ElboTerms)` is called after each minibatch with the epoch's running means, or once
        after all where the engine takes them in one call (JAX); what it raises leaves a state to go on from.

        Returns
        -------
        ElboTerms or DiscreteElboTerms of float
            Means over the images, in nats, each at the weights that its minibatch met.

        Raises
        ------
        Diverged
            As soon as a term is NaN or infinite.
        """
        self._begin(epoch)
        minibatches = self._minibatches(epoch)
        while True:
            together = list(itertools.islice(minibatches, self._steps.at_a_time))
            if not together:
                break
            self._count(self._steps(together))
            if after_batch:
                done = min(int(self._progress["batches"]) * self.batch_size, self.num_images)
                after_batch(done, self._terms(*(self._progress["sums"] / done)))
        return self._means()

    def _count(self, terms_of_minibatches):
        """Add the terms of minibatches to the sums of the epoch; `Diverged` if one is not finite."""
        for terms in terms_of_minibatches:
            for name, term in zip(self._terms._fields, terms):
                if not np.isfinite(term):
                    place = f"epoch {self._progress['epoch']}, batch {self._progress['batches'] + 1}"
                    raise Diverged(f"{name} became {term} in {place}")
            self._progress["batches"] += 1
            self._progress["sums"] += terms

    def _means(self):
        return self._terms(*(float(value) for value in self._progress["sums"] / self.num_images))

    def _minibatches(self, epoch):
        """Return (index, noise), and of discrete codes the temperature, of each minibatch that is not done yet."""
        done = self._progress["batches"]
        order = stream(self.seed, "order", epoch).permutation(self.num_images).astype("int32")
        noise = stream(self.seed, "noise", epoch)
        num_draws = self.net["l_noise"].output_shape[1]
        before = (epoch - 1) * -(-self.num_images // self.batch_size)  # minibatches of the epochs before
        for batch, first in enumerate(range(0, self.num_images, self.batch_size)):
            index = order[first : first + self.batch_size]
            draws = noise.standard_normal((self.num_samples, len(index), num_draws), dtype="float32")
            if batch >= done:  # what was done before had to take its draws from the stream, too
                yield (index, draws, self._annealing.at(before + batch)) if self._annealing else (index, draws)

    def get_state(self) -> Dict[str, np.ndarray]:
        """Return weights, the optimizer's memory, and how far the training is, by name."""
        arrays = {name: shared.get_value() for name, shared in self.state.items()}
        arrays.update((name, np.array(value)) for name, value in self._progress.items())
        return arrays

    def set_state(self, arrays: Dict[str, np.ndarray]) -> None:
        """Take up the state that `get_state` gave; raise KeyError or ValueError if it is of another model."""
        expected = dict({name: shared.get_value(borrow=True) for name, shared in self.state.items()}, **self._progress)
        for name, value in expected.items():
            if arrays[name].shape != value.shape or arrays[name].dtype != value.dtype:
                raise ValueError(
                    f"{name} has shape {arrays[name].shape} and type {arrays[name].dtype}, expected {value.shape} and "
                    f"{value.dtype}"
                )
        for name, shared in self.state.items():
            shared.set_value(arrays[name])
        self._progress = {name: arrays[name].copy()[()] for name in self._progress}


def run_epochs_side_by_side(trainers: Sequence[Trainer], epoch: int) -> List[Terms]:
    """Run one epoch of several trainings as one program, where the engine can (JAX): see `Trainer.run_epoch`.

    Parameters
    ----------
    trainers : sequence of Trainer
        Of models and settings that differ by the seed alone, with the same images, none of them within an epoch.
    epoch : int
        Counted from 1.

    Returns
    -------
    list of Terms
        Of each training.

    Raises
    ------
    Diverged
        If a term of one of them is NaN or infinite.
    """
    for trainer in trainers:
        trainer._begin(epoch)
    steps = [trainer._steps for trainer in trainers]
    found = Steps.side_by_side(steps, [list(trainer._minibatches(epoch)) for trainer in trainers])
    for trainer, terms in zip(trainers, found):
        try:
            trainer._count(terms)
        except Diverged as error:
            raise Diverged(f"seed {trainer.seed}: {error}") from error
    return [trainer._means() for trainer in trainers]
