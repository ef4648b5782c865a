"""About how long runs take: what a time left starts from, before anything is measured.

The seconds are those of a core of a 2-core machine that does nothing else, of 31 trainings of the VAE on MNIST under
results/evidence (their median), and of a first start with nothing compiled.
"""

from original.spec import MODELS
from reproduce.config import Config
from reproduce.data import registry

SECONDS_PER_IMAGE = 7e-5  # of the VAE, in each epoch
PER_EPOCH = 0.15  # seconds: evaluation, history and checkpoint of a small data set
START = 35  # seconds to import, build and compile
MEASURES = 3  # seconds for what is measured in the end, of a small data set
MEASURES_PER_IMAGE = 3e-4  # seconds more for each image: linear SVMs above all
IMAGES = 60000  # of a data set that does not say how many it has
BASELINE_PER_IMAGE = 1e-3  # seconds: an SVM on raw pixels


def seconds_left(config: Config, epochs_done: int = 0, is_trained: bool = False) -> float:
    """Return about how many seconds on one core a run still takes, its measures included."""
    images = registry.num_training(config.dataset) or IMAGES
    measures = MEASURES + MEASURES_PER_IMAGE * images
    if is_trained:
        return measures
    epoch = PER_EPOCH + MODELS[config.model].cost * SECONDS_PER_IMAGE * (config.train_images or images)
    return (0 if epochs_done else START) + (config.epochs - epochs_done) * epoch + measures


def seconds_of_baseline(config: Config) -> float:
    """Return about how many seconds a run takes that trains nothing."""
    return MEASURES + BASELINE_PER_IMAGE * (registry.num_training(config.dataset) or IMAGES)
