"""The signature of a kernel: the sizes of its inputs and outputs, and which of them have to be equal."""

from typing import List, Optional, Sequence, Tuple

Sizes = Tuple[Optional[int], ...]  # of an array; None where a size is not known


class Signature:
    """A signature, written as ``'BCHW,B2N->BCN'``.

    Each character is an axis. A letter stands for a size, the same wherever it occurs; a digit is the size.

    Parameters
    ----------
    text : str
    positive : str
        Letters whose size must not be 0.
    """

    def __init__(self, text: str, positive: str = ""):
        self.text, self.positive = text, positive
        self.inputs, self.outputs = [side.split(",") for side in text.split("->")]

    def __str__(self):
        arrays = [f"({', '.join(axes)})" for axes in self.inputs]
        return " and ".join(arrays) + "".join(f", {letter} above 0" for letter in self.positive)

    def place(self, letter: str) -> Tuple[int, int]:
        """Return the input and the axis where `letter` occurs first."""
        return next((i, axes.index(letter)) for i, axes in enumerate(self.inputs) if letter in axes)

    def equal(self) -> List[Tuple[int, int, int, int]]:
        """Return (input, axis, other input, other axis) of all sizes that have to be equal."""
        axes = [(i, axis, letter) for i, letters in enumerate(self.inputs) for axis, letter in enumerate(letters)]
        return [
            (i, axis, *self.place(letter))
            for i, axis, letter in axes
            if letter.isalpha() and self.place(letter) != (i, axis)
        ]

    def fixed(self) -> List[Tuple[int, int, int]]:
        """Return (input, axis, size) of all sizes that are given."""
        return [
            (i, axis, int(digit))
            for i, axes in enumerate(self.inputs)
            for axis, digit in enumerate(axes)
            if digit.isdigit()
        ]

    def fits(self, shapes: Sequence[Sizes]) -> bool:
        """Return whether inputs may have these `shapes`; sizes that are not known are not compared."""
        if [len(shape) for shape in shapes] != [len(axes) for axes in self.inputs]:
            return False
        pairs = [(shapes[i][axis], shapes[j][other]) for i, axis, j, other in self.equal()]
        pairs += [(shapes[i][axis], size) for i, axis, size in self.fixed()]
        known = [pair for pair in pairs if None not in pair]
        sizes = [shapes[i][axis] for i, axis in map(self.place, self.positive)]
        return all(size == other for size, other in known) and 0 not in sizes

    def sizes(self, axes: str, shapes: Sequence) -> tuple:
        """Return the sizes of an array with these `axes`, for inputs of these `shapes`."""
        places = [(int(axis), None) if axis.isdigit() else self.place(axis) for axis in axes]
        return tuple(i if axis is None else shapes[i][axis] for i, axis in places)
