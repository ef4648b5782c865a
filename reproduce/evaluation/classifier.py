"""A digit classifier, by whose features and judgement `reproduce.evaluation.sample_metrics` measures sample quality.

Two hidden layers of rectified linear units with dropout, trained with Adam (Kingma and Ba 2014) on images moved by up
to a pixel; it is not in the thesis. Dense, because that is accurate enough, and because Theano's convolution needs
routines of OpenBLAS under names that the linked one doesn't have. Like a model it has a run of its own, trained once
and found again:

================  =====================================================================================
``weights.npz``   the trained parameters by name
``metrics.json``  accuracy on the test set (a fraction), seconds and epochs of training; written last
================  =====================================================================================
"""

import hashlib
import json
import os
import time

import numpy as np

from original.engines.compat import lasagne, theano
from original.training import seed_weights, stream
from reproduce import files
from reproduce.data.fingerprints import DATA_FINGERPRINTS
from reproduce.errors import TrainingError
from reproduce.evaluation.forward import in_chunks
from reproduce.runs import lock, run
from reproduce.stack import engine

IMAGE_SHAPE = (1, 28, 28)
CLASSES = 10
HIDDEN = (512, 256)  # units of the hidden layers; the last one's are the features
DROPOUT = 0.3  # probability with which a hidden unit is left out of a step
SHIFT = 1  # pixels by which an image is moved at most, in each direction
BATCH_SIZE = 128
LEARNING_RATE = 1e-3  # of the first epoch; it falls linearly, and would be 0 in the one after the last
EPOCHS = 15
SEED = 0
VERSION = 1  # counts up when a change to this file alters the trained weights and none of the above

METRICS = ("test_accuracy", "epochs", "seconds", "settings")


def settings():
    """What determines the weights besides the data, for JSON."""
    return {
        "hidden": list(HIDDEN),
        "dropout": DROPOUT,
        "shift": SHIFT,
        "batch_size": BATCH_SIZE,
        "learning_rate": LEARNING_RATE,
        "epochs": EPOCHS,
        "seed": SEED,
        "version": VERSION,
    }


def run_folder(dataset_name, root):
    """Where the classifier of a data set ('mnist' or 'digits') lives under the folder `root`."""
    determined = dict(settings(), data=DATA_FINGERPRINTS[dataset_name])
    digest = hashlib.sha256(json.dumps(determined, sort_keys=True).encode()).hexdigest()
    return os.path.join(root, "-".join(filter(None, (f"{dataset_name}-classifier-{digest[:10]}", engine.tag()))))


def find_or_train(folder, dataset, on_epoch=None):
    """The metrics of the classifier in `folder`, trained now if it is not there yet; arguments as `train`.

    Of several processes that ask for it one trains it, and the others wait. Damaged files are set aside, and made
    again.
    """
    metrics = run.finished(folder, METRICS)
    if metrics is None:
        with lock.owning(folder):
            metrics = run.finished(folder, METRICS, set_aside=True)  # made meanwhile, perhaps
            if metrics is None:
                metrics = train(folder, dataset, on_epoch)
            lock.clear(folder)
    return metrics


def train(folder, dataset, on_epoch=None):
    """Train the classifier from the start. It takes minutes at most, so an interruption leaves no checkpoint.

    Parameters
    ----------
    folder : str
        Receives the files listed above.
    dataset : reproduce.data.datasets.Dataset
    on_epoch : callable or None
        Called after each epoch with a dict: ``epoch``, counted from 1, and ``loss``, the mean cross-entropy in nats
        per image, each at the weights that its minibatch met.

    Returns
    -------
    dict
        The metrics, as written to ``metrics.json``.

    Raises
    ------
    StoreError
        If the folder can't be written.
    StackError
        If Theano can't compile.
    TrainingError
        If the loss is not finite.
    """
    files.remove_unfinished(folder)
    seed_weights(SEED)
    net = build()
    with run.compiling():
        step, classifier = _compile_step(net), Classifier(net)
    started = time.monotonic()
    for epoch in range(1, EPOCHS + 1):
        loss = _run_epoch(step, dataset, epoch)
        if not np.isfinite(loss):
            raise TrainingError(
                f"the classifier's loss became {loss} in epoch {epoch}; nothing was written to {folder}"
            )
        if on_epoch:
            on_epoch({"epoch": epoch, "loss": loss})
    seconds = time.monotonic() - started
    correct = classifier.probabilities(dataset.test_images).argmax(axis=1) == dataset.test_labels
    metrics = {
        "test_accuracy": float(correct.mean()),
        "epochs": EPOCHS,
        "seconds": round(seconds, 1),
        "settings": settings(),
    }
    files.write_npz(os.path.join(folder, "weights.npz"), {param.name: param.get_value() for param in _params(net)})
    files.write_json(os.path.join(folder, "metrics.json"), metrics)
    return metrics


def load(folder):
    """The trained `Classifier` in `folder`; StoreError if there is none, or one of another shape."""
    net = build()
    run.load_weights(_params(net), folder)
    return Classifier(net)


def build():
    """The untrained network: dict of str to Layer.

    ``l_in``: images (B, 1, 28, 28). ``l_features``: the last hidden layer (B, F). ``l_out``: class probabilities
    (B, 10). ``l_mask1``, ...: inputs (B, units) by which the hidden layers are multiplied, see `_masks`.
    """
    net = {"l_in": lasagne.layers.InputLayer((None,) + IMAGE_SHAPE, name="images")}
    incoming = net["l_in"]
    for number, units in enumerate(HIDDEN, start=1):
        l_hidden = lasagne.layers.DenseLayer(
            incoming,
            units,
            W=lasagne.init.GlorotUniform(gain="relu"),
            nonlinearity=lasagne.nonlinearities.rectify,
            name=f"hidden{number}",
        )
        l_mask = lasagne.layers.InputLayer((None, units), name=f"mask{number}")
        incoming = lasagne.layers.ElemwiseMergeLayer([l_hidden, l_mask], theano.tensor.mul)
        net[f"l_mask{number}"] = l_mask
    net["l_features"] = l_hidden
    net["l_out"] = lasagne.layers.DenseLayer(
        incoming, CLASSES, nonlinearity=lasagne.nonlinearities.softmax, name="classes"
    )
    return net


class Classifier:
    """Features and class probabilities of images under a network of `build`; compiled when it is made."""

    def __init__(self, net):
        x = theano.tensor.tensor4("x")
        known = {l_mask: np.float32(1) for l_mask in _mask_layers(net)}
        known[net["l_in"]] = x
        self._outputs = theano.function([x], lasagne.layers.get_output([net["l_features"], net["l_out"]], known))

    def features(self, images):
        """The last hidden layer: (N, F), float32, of images (N, 1, 28, 28), float32 in [0, 1]."""
        return in_chunks(self._outputs, images)[0]

    def probabilities(self, images):
        """The probability of each class: (N, 10), float32, of images as in `features`."""
        return in_chunks(self._outputs, images)[1]


def _params(net):
    return lasagne.layers.get_all_params(net["l_out"], trainable=True)


def _mask_layers(net):
    return [net[f"l_mask{number}"] for number in range(1, len(HIDDEN) + 1)]


def _compile_step(net):
    """``step(images, labels, learning rate, *masks)``: one step of Adam; gives the mean loss before it, in nats."""
    x, labels, rate = theano.tensor.tensor4("x"), theano.tensor.ivector("labels"), theano.tensor.fscalar("rate")
    masks = [l_mask.input_var for l_mask in _mask_layers(net)]
    probabilities = lasagne.layers.get_output(net["l_out"], {net["l_in"]: x})
    loss = lasagne.objectives.categorical_crossentropy(probabilities, labels).mean()
    return theano.function(
        [x, labels, rate] + masks, loss, updates=lasagne.updates.adam(loss, _params(net), learning_rate=rate)
    )


def _run_epoch(step, dataset, epoch):
    """Train on every image once; the order, shifts and masks are those of the epoch. The mean loss, in nats."""
    num_images, total = len(dataset.train_images), 0.0
    order, noise = stream(SEED, "order", epoch).permutation(num_images), stream(SEED, "noise", epoch)
    rate = np.float32(LEARNING_RATE * (1 - (epoch - 1) / EPOCHS))
    for first in range(0, num_images, BATCH_SIZE):
        index = order[first : first + BATCH_SIZE]
        images = _shifted(dataset.train_images[index], noise)
        labels = dataset.train_labels[index].astype("int32")
        total += len(index) * float(step(images, labels, rate, *_masks(len(index), noise)))
    return total / num_images


def _shifted(images, noise):
    """Images (B, 1, H, W), each moved by up to `SHIFT` pixels down or up and right or left; what comes in is black."""
    padded = np.pad(images[:, 0], ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, images.shape[2:], axis=(1, 2))
    down, right = noise.integers(2 * SHIFT + 1, size=(2, len(images)))
    return windows[np.arange(len(images)), down, right][:, None]


def _masks(num_images, noise):
    """Dropout for each hidden layer, (B, units): 0 for what is left out; the others grow so that the mean is 1."""
    return [
        (noise.random((num_images, units), dtype="float32") >= DROPOUT).astype("float32") / np.float32(1 - DROPOUT)
        for units in HIDDEN
    ]
