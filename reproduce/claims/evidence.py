"""Measurements that the claims are judged by."""

from dataclasses import dataclass, replace
from typing import Any, Dict, Optional, Sequence

from reproduce.evaluation.local_minima import sound

Rows = Sequence[Dict[str, Any]]


@dataclass(frozen=True)
class Evidence:
    """Measurements on all trainings, empty where it was not made yet.

    Rows have ``seed`` and ``model`` or what else the field says, ``dimensions`` are those of z and u together, and
    ``signs`` those of a bad local minimum (`reproduce.evaluation.local_minima`), empty for most.
    """

    dataset: str
    table1: Rows = ()  # of `reproduce.experiments.table1.content`
    reconstruction: Rows = ()  # dimensions, signs, test_reconstruction and train_reconstruction in nats per image
    quality: Rows = ()  # dimensions, signs, and the measures of `reproduce.evaluation.sample_metrics`
    reference: Optional[dict] = None  # the same measures of the test images
    planes: Rows = ()  # codes of two dimensions: signs, and the accuracy of nearest neighbours
    poses: Rows = ()  # dim_z, and the largest_correlation of two numbers of the pose
    histories: Rows = ()  # of Table 1's models: dim_z, and elbo, the training bound by epoch
    grey_level: Optional[float] = None  # mean over the training images' pixels
    priors: Rows = ()  # of `reproduce.experiments.priors.content`
    likelihood: Rows = ()  # of `reproduce.experiments.likelihood.content`
    recovery: Optional[dict] = None  # of `reproduce.experiments.recovery.content`
    denoising: Optional[dict] = None  # of `reproduce.experiments.denoising.content`
    discrete: Rows = ()  # of `reproduce.experiments.discrete.content`
    minima: Rows = ()  # start ('identity' or 'glorot'), reconstruction, template_ink

    def without_bad_minima(self) -> "Evidence":
        """Return the evidence without the trainings of Table 1 and figures 5 to 9 in a bad local minimum (VI.ii)."""
        return replace(
            self,
            table1=[dict(row, per_seed=sound(row["per_seed"])) for row in self.table1],
            reconstruction=sound(self.reconstruction),
            quality=sound(self.quality),
            planes=sound(self.planes),
        )
