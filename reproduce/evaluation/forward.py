"""The outputs of layers for arrays, all rows in pieces that bound the memory."""

from typing import Callable, Dict, Iterator, List, Optional, Sequence

import numpy as np

from original.labels import one_hot

CHUNK = 1000  # rows at a time; bounds memory, not the result


class Forward:
    """Compiled functions of one network; each is compiled when it is first asked for, and kept.

    Parameters
    ----------
    net : dict of str to Layer
        A model of `original.models`.
    """

    def __init__(self, net):
        self.net = net
        self._compiled = {}

    @classmethod
    def of(cls, net) -> "Forward":
        """Return the functions of a network; if it is a `Forward` already, the same one."""
        return net if isinstance(net, cls) else cls(net)

    def __call__(self, outputs: Sequence[str], drawn: bool = False, **inputs: np.ndarray) -> List[np.ndarray]:
        """Compute the outputs of layers.

        Parameters
        ----------
        outputs : sequence of str
            Names of layers.
        drawn : bool
            Draws of z and u from ``l_noise``, not their means.
        inputs : ndarray
            By the name of the layer whose output they take the place of: ``l_in`` or ``l_z`` for instance; N rows each.

        Returns
        -------
        list of ndarray
            One for each of `outputs`, of N rows.
        """
        key = tuple(outputs), drawn, tuple(sorted(inputs))
        if key not in self._compiled:
            self._compiled[key] = self._compile(*key)
        return in_chunks(self._compiled[key], *(inputs[name] for name in sorted(inputs)))

    def _compile(self, outputs, drawn, inputs):
        from original.engines.compat import lasagne, theano
        from original.kernels.rewrites import mode

        types = {2: theano.tensor.matrix, 4: theano.tensor.tensor4}
        values = {self.net[name]: types[len(self.net[name].output_shape)](name) for name in inputs}
        results = lasagne.layers.get_output([self.net[name] for name in outputs], values, deterministic=not drawn)
        # A deterministic pose takes no noise, but whoever asks for draws need not know.
        return theano.function(list(values.values()), results, mode=mode(), on_unused_input="ignore")


def inputs_of(net: dict, images: np.ndarray, labels: Optional[np.ndarray] = None) -> Dict[str, np.ndarray]:
    """Return what `Forward` takes for images, ``l_in``, and for their classes ``l_y`` if the model sees them.

    Parameters
    ----------
    net : dict of str to Layer
    images : ndarray of shape (N, C, H, W)
    labels : ndarray of int, shape (N,), or None
        Without a meaning to a model that does not see the class.

    Raises
    ------
    ValueError
        If the model sees the class, and `labels` are missing or none of its classes.
    """
    if "l_y" not in net:
        return {"l_in": images}
    if labels is None or len(labels) != len(images):
        raise ValueError(f"this model sees the class: it needs a label for each of the {len(images)} images")
    return {"l_in": images, "l_y": one_hot(labels, net["l_y"].output_shape[1])}


def chunks(rows: np.ndarray) -> Iterator[np.ndarray]:
    """Cut the rows into pieces of `CHUNK`."""
    return (rows[first : first + CHUNK] for first in range(0, len(rows), CHUNK))


def in_chunks(function: Callable, *arrays: np.ndarray) -> List[np.ndarray]:
    """Return the outputs of ``function(*arrays)``, which it gives as a sequence, put together from pieces of rows."""
    return [np.concatenate(parts) for parts in zip(*[function(*rows) for rows in zip(*map(chunks, arrays))])]


def matrix_of(name: str, values: np.ndarray, columns: int) -> np.ndarray:
    """Return `values` as finite float32 of shape (N, columns), or raise a ValueError."""
    values = np.asarray(values)
    if values.dtype.kind not in "fiub" or values.ndim != 2 or values.shape[1] != columns or not len(values):
        raise ValueError(
            f"{name} must be numbers of shape (N, {columns}), got shape {values.shape} and type {values.dtype}"
        )
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite")
    return np.ascontiguousarray(values, dtype="float32")
