"""PyTorch, eager."""

import numpy as np
import torch

from benchmarks.client import DEVICE
from benchmarks.peers.torch_model import Model
from benchmarks.worker import Contender, serve


class TorchEager(Contender):
    """The training loop as its documentation teaches it."""

    versions = {"torch": torch.__version__, "numpy": np.__version__}

    def variants(self, model):
        return ["bce, foreach", "bce, loop", "logs, foreach", "logs, loop"]

    def build(self, settings, variant, images):
        self.prepare(settings, variant)
        self.images = torch.from_numpy(images).flatten(1).to(DEVICE)
        self.warm_up()

    def prepare(self, settings, variant):
        """The network, its optimiser and `loss`; compiles nothing yet."""
        likelihood, optimiser = variant.split(", ")
        torch.set_num_threads(settings["threads"])
        torch.set_default_device(DEVICE)
        torch.manual_seed(settings["seed"])
        self.dim_z, self.batch_size = settings["dim_z"], settings["batch_size"]
        self.net = Model(settings["model"], self.dim_z, likelihood).to(DEVICE)
        self.optimiser = torch.optim.Adadelta(
            self.net.parameters(), lr=settings["learning_rate"], rho=0.95, eps=1e-6, foreach=optimiser == "foreach"
        )
        self.loss, self.update = self.gathered_loss, self.optimiser.step

    def gathered_loss(self, images, index, noise):
        return self.net(images.index_select(0, index), noise)

    def step(self, images, index, noise):
        """One step of training; the loss before it."""
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.loss(images, index, noise)
        loss.backward()
        self.update()
        return loss.detach()

    def warm_up(self):
        """One step with each size of minibatch, on the first images."""
        for size in {min(self.batch_size, len(self.images)), len(self.images) % self.batch_size} - {0}:
            self.step(self.images, torch.arange(size), torch.randn(len(self.images), self.dim_z)[:size])

    def epoch(self):
        num = len(self.images)
        order, noise = torch.randperm(num), torch.randn(num, self.dim_z)
        total = torch.zeros(())
        for index, draws in zip(order.split(self.batch_size), noise.split(self.batch_size)):
            total += self.step(self.images, index, draws) * len(index)
        return total.item() / num

    def replay(self, settings, variant, record):
        self.prepare(settings, variant)
        self.net.load(record)
        return [
            self.step(torch.from_numpy(x).to(DEVICE), torch.arange(len(x)), torch.from_numpy(noise).to(DEVICE)).item()
            for x, noise in zip(record["x"], record["noise"])
        ]


if __name__ == "__main__":
    serve(TorchEager())
