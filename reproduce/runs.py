"""Runs: one training in one folder, made once, found again afterwards, continued if it was interrupted.

==================  =====================================================================================
``config.json``     all settings, the versions of what ran them, and how to run it again
``history.csv``     a line for each epoch: terms of the bound while training and on the test set, nats per image
``weights.npz``     the trained parameters by name
``metrics.json``    test and training terms of the bound, code dimensions in use; written last
``checkpoint.npz``  weights and optimiser after the last whole epoch, while the run is unfinished
==================  =====================================================================================
"""

import os
import platform
import sys
import time
import zipfile
from importlib.metadata import PackageNotFoundError, version

from reproduce import __version__, data, files
from reproduce.config import Config
from reproduce.errors import ConfigError, StoreError, TrainingError

TERMS = ("elbo", "reconstruction", "kl_z", "kl_u")
HISTORY_FIELDS = ("epoch", "seconds") + TERMS + tuple("test_" + term for term in TERMS)


def run_folder(config, root):
    """Where the run of `config` lives under the folder `root`."""
    return os.path.join(root, config.key())


def is_finished(folder):
    return os.path.isfile(os.path.join(folder, "metrics.json"))


def epochs_done(folder):
    """Epochs in the history of the run in `folder`, for progress displays."""
    try:
        return len(files.read_csv(os.path.join(folder, "history.csv")))
    except OSError:
        return 0


def find_or_train(config, folder, mnist_dir=None, **callbacks):
    """The metrics of the run in `folder`, trained now if it is not there yet; arguments as `train`."""
    check_same_config(config, folder)
    if is_finished(folder):
        return files.read_json(os.path.join(folder, "metrics.json"))
    return train(config, folder, data.load(config.dataset, config.binarize, mnist_dir), **callbacks)


def train(config, folder, dataset, on_compile=None, on_batch=None, on_epoch=None):
    """Train the model of `config` on `dataset`, or go on where an interrupted training of it stopped.

    Parameters
    ----------
    config : Config
    folder : str
        Receives the files listed above.
    dataset : reproduce.data.Dataset
    on_compile : callable or None
        Called without arguments before Theano compiles, which takes seconds to a minute.
    on_batch : callable or None
        Called as ``on_batch(epoch, share, elbo)`` after each minibatch, with the share of the epoch that is done
        and its mean ELBO so far.
    on_epoch : callable or None
        Called with the epoch's line of the history, a dict.

    Returns
    -------
    dict
        The metrics, as written to ``metrics.json``.

    Raises
    ------
    StoreError
        If the folder can't be written.
    TrainingError
        If the loss is not finite; the last checkpoint stays.
    """
    if on_compile:
        on_compile()
    from original import training
    from reproduce.evaluation import Evaluator, dimensions_in_use

    training.seed_weights(config.seed)
    net = build(config)
    files.write_json(os.path.join(folder, "config.json"), describe(config))  # not for a model that can't be built
    fused = config.kernels == "fused"
    trainer = training.Trainer(net, dataset.train_images, config.batch_size, config.learning_rate,
                               config.num_samples, config.seed, fused)
    evaluator = Evaluator(net, config.seed, fused)
    history = _resume(trainer, folder)

    for epoch in range(len(history) + 1, config.epochs + 1):
        start = time.time()
        try:
            terms = trainer.run_epoch(epoch, on_batch and (
                lambda done, means: on_batch(epoch, done / trainer.num_images, means.elbo)))
        except training.Diverged as error:
            raise TrainingError("{}; the last good checkpoint stays in {}".format(error, folder)) from error
        seconds = time.time() - start
        history.append(_history_line(epoch, seconds, terms, evaluator.terms(dataset.test_images)))
        files.write_csv(os.path.join(folder, "history.csv"), history, HISTORY_FIELDS)
        files.write_npz(os.path.join(folder, "checkpoint.npz"), dict(trainer.get_state(), epoch=epoch))
        if on_epoch:
            on_epoch(history[-1])

    metrics = {"test": evaluator.terms(dataset.test_images), "train": evaluator.terms(dataset.train_images)}
    metrics["dimensions_in_use"] = dimensions_in_use(metrics["test"]["kl_z_per_dim"])
    metrics["seconds"] = round(sum(float(line["seconds"]) for line in history), 1)
    files.write_npz(os.path.join(folder, "weights.npz"),
                    {param.name: param.get_value() for param in trainer.params})
    files.write_json(os.path.join(folder, "metrics.json"), metrics)
    _remove(os.path.join(folder, "checkpoint.npz"))
    return metrics


def build(config):
    """The network of `config`, untrained."""
    from original.models import build as build_model
    try:
        return build_model(config.model, config.dim_z, **config.model_options())
    except ValueError as error:
        raise ConfigError(str(error)) from error


def load_network(config, folder):
    """The network of `config` with the weights of the finished run in `folder`."""
    import lasagne

    net = build(config)
    arrays = files.read_npz(os.path.join(folder, "weights.npz"))
    for param in lasagne.layers.get_all_params(net["l_out"], trainable=True):
        param.set_value(arrays[param.name])
    return net


def describe(config):
    """Contents of ``config.json``: settings, versions, machine."""
    packages = ("Theano-PyMC", "Lasagne", "numpy", "scipy", "scikit-learn", "scipy-openblas32")
    versions = {"python": platform.python_version(), "reproduce": __version__}
    for name in packages:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = None
    return {"config": config.to_dict(), "versions": versions, "machine": platform.machine(),
            "again": "reproduce train --config config.json"}


def read_config(path):
    """The Config in a run's ``config.json``; ConfigError if the file is none."""
    try:
        return Config.from_dict(files.read_json(path)["config"])
    except OSError as error:
        raise ConfigError("can't read {}: {}".format(path, error.strerror)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError("{} is not the config.json of a run ({!r})".format(path, error)) from error


def check_same_config(config, folder):
    """Raise `StoreError` if `folder` holds a run, finished or not, of other settings."""
    path = os.path.join(folder, "config.json")
    if os.path.isfile(path) and read_config(path) != config:
        raise StoreError("{} holds a run with other settings; name another folder with --out".format(folder))


def _history_line(epoch, seconds, terms, test):
    line = {"epoch": epoch, "seconds": "{:.2f}".format(seconds)}
    training = {"elbo": terms.elbo, "reconstruction": -terms.log_px_given_zu, "kl_z": terms.kl_z, "kl_u": terms.kl_u}
    for term in TERMS:
        line[term] = "{:.4f}".format(training[term])
        line["test_" + term] = "{:.4f}".format(test[term])
    return line


def _resume(trainer, folder):
    """Set the trainer to the checkpoint in `folder`, if there is a sound one; returns the history up to it."""
    checkpoint = os.path.join(folder, "checkpoint.npz")
    if not os.path.isfile(checkpoint):
        return []
    try:
        arrays = files.read_npz(checkpoint)
        epoch = int(arrays["epoch"])
        history = files.read_csv(os.path.join(folder, "history.csv"))[:epoch]  # written first, so it may be ahead
        if len(history) < epoch:
            raise ValueError("of epoch {}, but history.csv ends at {}".format(epoch, len(history)))
        trainer.set_state(arrays)
    except (OSError, EOFError, KeyError, RuntimeError, ValueError, zipfile.BadZipFile) as error:
        print("{} is damaged ({}); training starts again".format(checkpoint, error), file=sys.stderr)
        return []
    return history


def _remove(path):
    if os.path.exists(path):
        os.remove(path)
