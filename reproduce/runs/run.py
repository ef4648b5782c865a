"""Runs: one training in one folder, made once, found again afterwards, continued if it was interrupted.

==================  =====================================================================================
``config.json``     all settings, the engine, versions and device of what ran them, and how to run it again
``history.csv``     a line for each epoch: terms of the bound while training and on the test set, nats per image
``weights.npz``     the trained parameters by name
``metrics.json``    test and training terms of the bound, code dimensions in use, the seed that was trained from,
                    signs of a bad local minimum, and the trainings that ended in one before; written last
``checkpoint.npz``  while the run is unfinished, see `reproduce.runs.checkpoints`
==================  =====================================================================================
"""

import contextlib
import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version

from reproduce import __version__, files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.errors import ConfigError, StackError, StoreError, TrainingError
from reproduce.evaluation import local_minima
from reproduce.runs import checkpoints, interrupts, lock
from reproduce.stack import device_check, engine

TERMS = ("elbo", "reconstruction", "kl_z", "kl_u")
METRICS = ("test", "train", "dimensions_in_use", "seconds", "seed", "signs", "restarts")
RESTART_STRIDE = 1000  # from one seed to the next, so that the seeds 0, 1, ... of a table stay apart
AT_MEAN, IN_USE = "test_reconstruction_mean", "dimensions_in_use"
HISTORY_FIELDS = ("epoch", "seconds") + TERMS + tuple("test_" + term for term in TERMS) + (AT_MEAN, IN_USE)


def run_folder(config, root):
    """Where the run of `config` by this process's engine lives under the folder `root`."""
    return os.path.join(root, "-".join(filter(None, (config.key(), engine.tag()))))


def is_finished(folder):
    return os.path.isfile(os.path.join(folder, "metrics.json"))


def epochs_done(folder):
    """Epochs in the history of the run in `folder`, for progress displays."""
    try:
        return len(files.read_csv(os.path.join(folder, "history.csv")))
    except (OSError, files.Damaged):
        return 0


def find_or_train(config, folder, mnist_dir=None, **options):
    """The metrics of the run in `folder`, trained now if it is not there yet; further arguments as `train`.

    Of several processes that ask for the same run one trains it, and the others wait for it.
    """
    check_same_config(config, folder)
    metrics = finished(folder)
    if metrics is None:
        with lock.owning(folder):
            metrics = finished(folder, set_aside=True)  # made meanwhile, perhaps
            if metrics is None:
                metrics = train(config, folder, datasets.load_for(config, mnist_dir), **options)
            lock.clear(folder)
    return metrics


def train(config, folder, dataset, checkpoint_minutes=None, on_compile=None, on_batch=None, on_epoch=None):
    """Train the model of `config` on `dataset`, or go on where an interrupted training of it stopped.

    Parameters
    ----------
    config : Config
    folder : str
        Receives the files listed above.
    dataset : reproduce.data.datasets.Dataset
    checkpoint_minutes : float or None
        Minutes from one checkpoint to the next within an epoch; there is one at each epoch's end in any case.
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
    StackError
        If Theano can't compile.
    TrainingError
        If the loss is not finite; the last checkpoint stays.
    KeyboardInterrupt
        After Ctrl-C, with a checkpoint of the last minibatch.
    """
    files.remove_unfinished(folder)
    path = os.path.join(folder, "restarts.json")
    restarts = _read_restarts(path)
    while True:
        seed = config.seed + RESTART_STRIDE * len(restarts)
        metrics = _train_from(seed, config, folder, dataset, checkpoint_minutes, on_compile, on_batch, on_epoch)
        metrics.update(seed=seed, signs=local_minima.signs(metrics, config), restarts=restarts)
        if not metrics["signs"] or len(restarts) >= config.restarts:
            break
        restarts.append({"seed": seed, "signs": metrics["signs"], "test_elbo": metrics["test"]["elbo"]})
        checkpoints.remove(folder)  # first: without them the training that failed is merely made again
        files.write_json(path, restarts)
    files.write_json(os.path.join(folder, "metrics.json"), metrics)
    checkpoints.remove(folder)
    if restarts:
        os.remove(path)
    return metrics


def _train_from(seed, config, folder, dataset, checkpoint_minutes, on_compile, on_batch, on_epoch):
    """One training, from one seed; the metrics, and ``weights.npz`` written. Arguments as `train`."""
    if on_compile:
        on_compile()
    from original import training
    from reproduce.evaluation.evaluator import Evaluator, dimensions_in_use as in_use

    training.seed_weights(seed)
    net = build(config)
    files.write_json(os.path.join(folder, "config.json"), describe(config))  # not for a model that can't be built
    train_images = dataset.train_images[: config.train_images or None]
    with compiling():
        device_check.assert_sound()
        trainer = training.Trainer(
            net,
            train_images,
            config.batch_size,
            config.learning_rate,
            config.num_samples,
            seed,
            config.loss,
            config.epsilon,
            config.kl_weights,
            config.optimizer,
        )
        evaluator = Evaluator(net, config.seed)
        evaluator.terms(dataset.test_images[:1])  # compiles here, where Ctrl-C still stops at once
    key = f"{config.key()} from seed {seed}"

    def take_up(state, record):
        if not isinstance(record, dict) or set(record) != {"history", "seconds"}:
            raise ValueError("it does not record a training")
        trainer.set_state(state)

    record = checkpoints.resume(folder, key, take_up) or {"history": [], "seconds": 0.0}
    history = record["history"]
    files.write_csv(os.path.join(folder, "history.csv"), history, HISTORY_FIELDS)

    for epoch in range(len(history) + 1, config.epochs + 1):
        clock = _Clock(record["seconds"], checkpoint_minutes)

        def save():
            checkpoints.write(folder, key, trainer.get_state(), {"history": history, "seconds": clock.seconds()})

        with interrupts.deferred() as stop_if_asked:

            def after_batch(done, means):
                if on_batch:
                    on_batch(epoch, done / trainer.num_images, means.elbo)
                if clock.is_due():
                    save()
                stop_if_asked()

            try:
                terms = trainer.run_epoch(epoch, after_batch)
            except training.Diverged as error:
                raise TrainingError(f"{error}; the last good checkpoint stays in {folder}") from error
            except interrupts.Stopped:
                save()
                raise
            history.append(_history_line(epoch, clock.seconds(), terms, evaluator.terms(dataset.test_images)))
            record = {"history": history, "seconds": 0.0}
            files.write_csv(os.path.join(folder, "history.csv"), history, HISTORY_FIELDS)
            checkpoints.write(folder, key, trainer.get_state(), record)
            if on_epoch:
                on_epoch(history[-1])
            stop_if_asked()

    metrics = {"test": evaluator.terms(dataset.test_images), "train": evaluator.terms(train_images)}
    metrics["dimensions_in_use"] = in_use(metrics["test"]["kl_z_per_dim"])
    metrics["best"] = _best(history)
    metrics["seconds"] = round(sum(float(line["seconds"]) for line in history), 1)
    files.write_npz(os.path.join(folder, "weights.npz"), {param.name: param.get_value() for param in trainer.params})
    return metrics


@contextlib.contextmanager
def compiling():
    """Turns what can go wrong with a compiler and its cache into a StackError."""
    try:
        yield
    except OSError as error:
        raise StackError(
            "the engine can't compile: {}; its cache is {}, and {}=base_compiledir=FOLDER names another one".format(
                error, *_cache()
            )
        ) from error
    except Exception as error:
        text = str(error)
        if "Compilation failed" not in text:
            raise
        raise StackError(
            "the engine's C++ compiler failed: {}. `reproduce doctor` examines it; its cache {} may be removed".format(
                text[text.index("Compilation failed") :][:300], _cache()[0]
            )
        ) from error


def _cache():
    """The engine's folder of compiled code, and the variable of its flags."""
    from original.engines.compat import engine as of_process, theano

    return theano.config.base_compiledir, of_process.FLAGS


class _Clock:
    """Seconds of an epoch, those before an interruption counted in, and when the next checkpoint is due."""

    def __init__(self, seconds, checkpoint_minutes):
        self._start = time.monotonic() - seconds
        self._interval = checkpoint_minutes and 60 * checkpoint_minutes
        self._last = time.monotonic()

    def seconds(self):
        return time.monotonic() - self._start

    def is_due(self):
        if not self._interval or time.monotonic() - self._last < self._interval:
            return False
        self._last = time.monotonic()
        return True


def build(config, **options):
    """The network of `config`, untrained; `options` of `original.models.build` that no config has.

    What this process compiles from now on takes the kernels that `config` asks for.
    """
    from original import kernels
    from original.models import build as build_model

    kernels.choose(config.kernels)
    try:
        return build_model(config.model, config.dim_z, **config.model_options(), **options)
    except ValueError as error:
        raise ConfigError(str(error)) from error


def load_network(config, folder):
    """The network of `config` with the weights of the finished run in `folder`; StoreError if it has none that fit."""
    from original.models import parameters

    net = build(config)
    load_weights(parameters(net), folder)
    return net


def load_weights(params, folder):
    """Give `params`, shared variables, their values of the run in `folder`; StoreError if it has none that fit."""
    path = os.path.join(folder, "weights.npz")
    try:
        arrays = files.read_npz(path, like={param.name: param.get_value(borrow=True) for param in params})
    except OSError as error:
        raise StoreError(f"can't read {path}: {error.strerror}") from error
    for param in params:
        param.set_value(arrays[param.name])


def describe(config):
    """Contents of ``config.json``: settings, versions, machine, engine, device."""
    from original.engines import compat

    packages = (
        (compat.engine.PACKAGE,)
        + compat.engine.PACKAGES[compat.BACKEND]
        + ("Lasagne", "numpy", "scipy", "scikit-learn", "scipy-openblas32")
    )
    versions = {"python": platform.python_version(), "reproduce": __version__}
    for name in packages:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = None
    return {
        "config": config.to_dict(),
        "versions": versions,
        "machine": platform.machine(),
        "engine": compat.ENGINE,
        "backend": compat.BACKEND,
        "device": compat.device(),
        "again": " ".join(
            ["reproduce train --config config.json"]
            + [f"--engine {compat.ENGINE} --backend {compat.BACKEND}"] * bool(engine.tag())
        ),
    }


def read_config(path):
    """The Config in a run's ``config.json``; ConfigError if the file is none."""
    try:
        return Config.from_dict(files.read_json(path)["config"])
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    except OSError as error:
        raise ConfigError(f"can't read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} is not the config.json of a run ({error!r})") from error


def check_same_config(config, folder):
    """Raise `StoreError` if `folder` holds a run, finished or not, of other settings or by another engine."""
    path = os.path.join(folder, "config.json")
    if not os.path.isfile(path):
        return
    if read_config(path) != config:
        raise StoreError(f"{folder} holds a run with other settings; name another folder with --out")
    described = files.read_json(path)
    by = tuple(described.get(name, default) for name, default in zip(("engine", "backend"), engine.REFERENCE))
    if by != engine.current():
        raise StoreError(
            "{} holds a run by the engine {}, back end {}; name another folder with --out".format(folder, *by)
        )


def check_no_other_files(folder):
    """Raise `StoreError` if `folder` is there and holds files, but no run: the results themselves, for instance."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    visible = sorted(name for name in names if not name.startswith("."))
    if visible and not any(name.startswith("config.json") for name in visible):
        raise StoreError(f"{folder} holds {visible[0]} and no run; name a new or empty folder with --out")


def _history_line(epoch, seconds, terms, test):
    from reproduce.evaluation.evaluator import dimensions_in_use

    line = {"epoch": epoch, "seconds": f"{seconds:.2f}"}
    training = {"elbo": terms.elbo, "reconstruction": -terms.log_px_given_zu, "kl_z": terms.kl_z, "kl_u": terms.kl_u}
    for term in TERMS:
        line[term] = f"{training[term]:.4f}"
        line["test_" + term] = f"{test[term]:.4f}"
    line[AT_MEAN] = "{:.4f}".format(test["reconstruction_mean"])
    line[IN_USE] = dimensions_in_use(test["kl_z_per_dim"])
    return line


def _best(history):
    """The epoch with the least test reconstruction error at the means of q, and the error in nats per image."""
    errors = {int(line["epoch"]): float(line[AT_MEAN]) for line in history if line.get(AT_MEAN)}
    epoch = min(errors, key=errors.get, default=None)
    return {"epoch": epoch, "reconstruction_mean": errors.get(epoch)}


def _read_restarts(path):
    """What ``restarts.json`` says of trainings that ended badly, while the run is unfinished."""
    if not os.path.exists(path):
        return []
    try:
        return [{part: line[part] for part in ("seed", "signs", "test_elbo")} for line in files.read_json(path)]
    except files.UNUSABLE as error:
        files.set_aside(path, error)
        return []


def finished(folder, parts=METRICS, set_aside=False):
    """The `parts` of the metrics of what was trained in `folder`; None if it is not finished, or a file is damaged.

    `set_aside`: rename a damaged file, and say so.
    """
    if not is_finished(folder):
        return None
    for name, read in (("metrics.json", files.read_json), ("weights.npz", files.read_npz)):
        path = os.path.join(folder, name)
        try:
            content = read(path)
            if name == "metrics.json":
                metrics = {part: content[part] for part in parts}
        except files.UNUSABLE as error:
            if set_aside and os.path.exists(path):
                files.set_aside(path, error)
            return None
    return metrics
