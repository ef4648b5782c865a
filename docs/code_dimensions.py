"""When code dimensions die: ``python docs/code_dimensions.py`` writes ``docs/code_dimensions.{csv,png}``.

VAE and Affine-TVAE with 20 dimensions of z at several learning rates; after every few minibatches of the first epochs,
on test images: the divergence of z, how many dimensions carry information, and the extremes of log sigma. Needs MNIST
(MNIST_DIR); takes about five minutes.
"""

import os

import numpy as np
from matplotlib.figure import Figure

from original import spec
from original.engines.compat import lasagne, theano
from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.evaluation.evaluator import Evaluator
from reproduce.evaluation.local_minima import dimensions_in_use
from reproduce.runs.training import Training

HERE = os.path.dirname(os.path.abspath(__file__))
SETTINGS = {
    "rate 1": {},
    "rate 1, log sigma starts at -2": {"log_sigma_start": -2.0},
    "rate 0.3": {"learning_rate": 0.3},
    "rate 0.1": {"learning_rate": 0.1},
}
MODELS = "vae", "tvae_affine"
EPOCHS = 4
EVERY = 20  # minibatches
NUM_IMAGES = 1000  # test images


def follow(config, dataset):
    """Rows of the first epochs of `config`: minibatches done, mean KL, dimensions in use, extremes of log sigma."""
    training = Training(config, dataset.train_images)
    training.build()
    training.compile()
    net, trainer = training.net, training.trainer
    evaluator, images, rows, batches = Evaluator(net, config.seed), dataset.test_images[:NUM_IMAGES], [], 0
    x = theano.tensor.tensor4("x")
    log_sigma = theano.function([x], lasagne.layers.get_output(net["l_z_log_sigma"], {net["l_in"]: x}))

    def after_batch(done, means):
        nonlocal batches
        batches += 1
        if batches % EVERY == 0 or batches < EVERY:
            terms, sigmas = evaluator.terms(images), log_sigma(images)
            rows.append(
                {
                    "minibatches": batches,
                    "kl_z": round(terms["kl_z"], 3),
                    "elbo": round(terms["elbo"], 3),
                    "dimensions_in_use": dimensions_in_use(terms["kl_z_per_dim"]),
                    "least_log_sigma": round(float(sigmas.min()), 3),
                    "largest_log_sigma": round(float(sigmas.max()), 3),
                }
            )

    for epoch in range(1, EPOCHS + 1):
        trainer.run_epoch(epoch, after_batch)
    return rows


def draw(curves):
    """Figure of the curves, {(model, name of the setting): rows}, a column for each model."""
    figure = Figure(figsize=(11, 7))
    parts = (
        ("kl_z", "KL of z, nats per image"),
        ("dimensions_in_use", "dimensions of z in use"),
        ("largest_log_sigma", "largest log sigma"),
    )
    axes = figure.subplots(len(parts), len(MODELS), sharex=True, sharey="row")
    for of_part, (part, label) in zip(axes, parts):
        of_part[0].set_ylabel(label)
        for axis, model in zip(of_part, MODELS):
            for name in SETTINGS:
                rows = curves[model, name]
                axis.plot([row["minibatches"] for row in rows], [row[part] for row in rows], label=name, linewidth=1.2)
            axis.grid(alpha=0.3)
            if part == "kl_z":
                axis.set(xscale="log", yscale="log", title=spec.MODELS[model].title)
    axes[0, 0].legend(fontsize=8)
    for axis in axes[-1]:
        axis.set_xlabel(f"minibatches of the first {EPOCHS} epochs")
    figure.set_layout_engine("tight")
    return figure


def main():
    dataset = datasets.load("mnist")
    curves = {
        (model, name): follow(Config(model, dim_z=20, **settings), dataset)
        for model in MODELS
        for name, settings in SETTINGS.items()
    }
    rows = [
        dict({"model": model, "setting": name}, **row) for (model, name), of_name in curves.items() for row in of_name
    ]
    files.write_csv(os.path.join(HERE, "code_dimensions.csv"), rows, list(rows[0]))
    with files.atomic(os.path.join(HERE, "code_dimensions.png")) as file:
        draw(curves).savefig(file, format="png", dpi=120)
    for (model, name), of_name in curves.items():
        print(
            "{:12} {:30} KL at most {:.0f}, {} dimensions in use at the end".format(
                model, name, np.max([row["kl_z"] for row in of_name]), of_name[-1]["dimensions_in_use"]
            )
        )


if __name__ == "__main__":
    main()
