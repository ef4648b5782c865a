"""Figure 8: codes of two dimensions (section V.ii.1)."""

from reproduce.claims.measuring import each, measuring


@measuring
def separation_of_vae_in_2d(evidence):
    """Return the accuracy of nearest neighbours on the VAE's codes less the best of the others', in points."""
    return each(lambda plane: 100 * (plane[0] - max(plane[1])), _planes(evidence))


@measuring
def separation_of_others_in_2d(evidence):
    """Return how far the accuracies of nearest neighbours on the codes of models with a pose are apart, in points."""
    return each(lambda plane: 100 * (max(plane[1]) - min(plane[1])), _planes(evidence))


def _planes(evidence):
    """Return by seed the VAE's accuracy and a list of those of the models with a pose."""
    found = {}
    for row in evidence.planes:
        found.setdefault(row["seed"], {})[row["model"]] = row["accuracy"]
    return {
        seed: (of_seed["vae"], [value for model, value in of_seed.items() if model != "vae"])
        for seed, of_seed in sorted(found.items())
        if "vae" in of_seed and len(of_seed) > 1
    }
