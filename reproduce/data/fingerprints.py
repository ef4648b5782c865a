"""The data sets by name, and what their images and labels are: part of the name of every run."""

import hashlib

from reproduce.data import mnist

DATASETS = ("mnist", "digits", "rot-mnist", "rot-digits")

# For MNIST the checksum of its four verified checksums, for others numbers that count up when their preparation changes;
# rotated ones are prepared from the others.
DATA_FINGERPRINTS = {"mnist": hashlib.sha256("".join(mnist.FILES.values()).encode()).hexdigest(), "digits": "1"}
DATA_FINGERPRINTS.update({"rot-" + name: of_upright + "-rotated-1" for name, of_upright in DATA_FINGERPRINTS.items()})
