"""This project's own training, as `reproduce` runs it; the reference of the correctness check as well."""

from original.engines.compat import BACKEND, engine, lasagne, theano  # first: prepares the stack

import numpy as np

from benchmarks.worker import Contender, serve
from original.training import stream
from reproduce.config import Config
from reproduce.runs.training import Training

RECORDED_STEPS = 3


class Ours(Contender):
    """Lasagne on the engine that the environment names, with the settings that `reproduce train` has by default."""

    versions = {
        engine.PACKAGE: theano.__version__,
        "Lasagne": lasagne.__version__,
        "numpy": np.__version__,
        "the engine's openmp": str(theano.config.openmp),
        "the engine's BLAS": theano.config.blas__ldflags.split("-l")[-1] or "NumPy's",
    }

    def build(self, settings, variant, images):
        config = Config(
            model=settings["model"],
            dim_z=settings["dim_z"],
            batch_size=settings["batch_size"],
            learning_rate=settings["learning_rate"],
            seed=settings["seed"],
        )
        training = Training(config, images)
        training.build()
        training.compile()
        self.trainer = training.trainer
        self.epochs = 0
        if BACKEND != "c":  # these compile at the first call, so that an epoch counts in what compiling takes
            state = self.trainer.get_state()
            self.trainer.run_epoch(1)
            self.trainer.set_state(state)

    def epoch(self):
        self.epochs += 1
        return -self.trainer.run_epoch(self.epochs).elbo

    def record(self, settings, images):
        """A few training steps on one minibatch, for others to repeat.

        Weights away from their initial values (at those every pose is the identity, where bilinear sampling has a
        kink), and of each step the images ``x`` (S, B, 784), the noise ``noise`` (S, B, dim_z) and the loss
        ``losses`` (S,), in nats per image.
        """
        seed, batch = settings["seed"], settings["batch_size"]
        images = images[:batch]
        self.build(settings, None, images)
        state, random = self.trainer.get_state(), np.random.default_rng(seed)
        names = [param.name for param in self.trainer.params]
        for name in names:
            state[name] = state[name] + random.normal(0, 0.02, state[name].shape).astype("float32")
        self.trainer.set_state(state)
        x, noise, losses = [], [], []
        for step in range(1, RECORDED_STEPS + 1):  # one minibatch is an epoch here
            x.append(images[stream(seed, "order", step).permutation(batch)].reshape(batch, -1))
            noise.append(stream(seed, "noise", step).standard_normal((batch, settings["dim_z"]), "float32"))
            losses.append(self.epoch())
        return dict(
            {name: state[name] for name in names}, x=np.stack(x), noise=np.stack(noise), losses=np.array(losses)
        )


if __name__ == "__main__":
    serve(Ours())
