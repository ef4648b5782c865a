"""Bad local minima: how a training that went wrong is recognised on the test set.

The thesis knows three and says that "models can be re-run" (section VI.ii, appendix A): the code is not used, the pose
has shrunk the template to nothing, so that the decoder no longer learns, or the decoder gives a downsampled digit,
which the pose enlarges.
"""

# The eight models of Table 1 have 4 of 8 to 4 of 20 dimensions in use, and templates with 0.89 to 2.6 times the ink of
# the images (seed 0, 50 epochs on MNIST): these limits leave room to what is merely worse.
LEAST_SHARE_IN_USE = 0.1
BLANK, SHRUNKEN = 0.05, 0.3
# Below 1 the template has less definition than the image. Known when this was set, of trainings of Affine-TVAEs (dim z
# = 20): 1.62 to 1.65 from the identity; 1.32, 0.89 and 1.43 from Glorot's weights, that of 0.89 with small digits for
# templates and an error of 113 nats where the others have 93 to 97. A DTVAE, which encodes in a reference pose, has
# 0.90 to 1.02 without being worse for it, and is left alone.
DOWNSAMPLED = 1.0


def signs(metrics, config):
    """What speaks for a bad local minimum: a list of sentences, empty for a sound model.

    Parameters
    ----------
    metrics : dict
        Of a run: ``dimensions_in_use``, and under ``test`` what `reproduce.evaluation.Evaluator.terms` gives:
        ``template_ink`` and ``template_scale``.
    config : reproduce.config.Config
        Of the run.
    """
    found, ink, scale = [], metrics["test"]["template_ink"], metrics["test"]["template_scale"]
    if metrics["dimensions_in_use"] < max(1, LEAST_SHARE_IN_USE * config.dim_z):
        found.append("{} of {} code dimensions in use".format(metrics["dimensions_in_use"], config.dim_z))
    if not ink >= BLANK:
        found.append("blank templates, {:.1%} of the images' ink".format(ink))
    elif ink < SHRUNKEN:
        found.append("shrunken templates, {:.1%} of the images' ink".format(ink))
    if config.model.startswith("tvae") and scale < DOWNSAMPLED:
        found.append("downsampled templates, enlarged {:.2f} times by the pose".format(1 / scale))
    return found
