"""Lines of evidence that are made up."""

from reproduce.config import NUMERICS_VERSION, Config
from reproduce.runs import evidence


def line(
    model="vae",
    seed=0,
    accuracy=0.87,
    test=None,
    elbo=-100.0,
    measures=("linear_svm",),
    signs=(),
    dim_z=8,
    elbo_by_epoch=None,
    **settings,
):
    """A line as `reproduce.runs.evidence.line_of` gives it; `test` accuracy is 0.01 above the cross-validated one."""
    test = accuracy + 0.01 if test is None else test
    config = Config.fitting(model, dim_z=dim_z, seed=seed, **settings)
    made = {
        "form": evidence.FORM,
        "run": config.key(),
        "settings": config.changed("dim_z", "seed", "epochs"),
        "numerics_version": NUMERICS_VERSION,
        "engine": "theano",
        "backend": "c",
        "device": "cpu",
        "machine": "x86_64",
        "versions": {},
        "seconds": 1.0,
        "test": {"elbo": elbo},
        "train": {"elbo": elbo},
        "dimensions_in_use": 8 - seed,
        "signs": list(signs),
        "restarts": 0,
        "measures": {name: {"cv_mean": accuracy, "cv_std": 0.01, "test": test} for name in measures},
    }
    return made if elbo_by_epoch is None else dict(made, elbo_by_epoch=elbo_by_epoch)
