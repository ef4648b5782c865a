"""Bad local minima: how a training that went wrong is recognised on the test set.

The thesis knows them and says that "models can be re-run" (section VI.ii, appendix A): the code is not used, or the
pose has shrunk the template to nothing, so that the decoder no longer learns.
"""

# The eight models of Table 1 have 4 of 8 to 4 of 20 dimensions in use, and templates with 0.89 to 2.6 times the ink of
# the images (seed 0, 50 epochs on MNIST): these limits leave room to what is merely worse.
LEAST_SHARE_IN_USE = 0.1
BLANK, SHRUNKEN = 0.05, 0.3


def signs(metrics, dim_z):
    """What speaks for a bad local minimum: a list of sentences, empty for a sound model.

    Parameters
    ----------
    metrics : dict
        Of a run: ``dimensions_in_use``, and ``template_ink`` under ``test``, the ink (sum of the pixels) of the
        templates over that of the images.
    dim_z : int
    """
    found, ink = [], metrics["test"]["template_ink"]
    if metrics["dimensions_in_use"] < max(1, LEAST_SHARE_IN_USE * dim_z):
        found.append("{} of {} code dimensions in use".format(metrics["dimensions_in_use"], dim_z))
    if not ink >= BLANK:
        found.append("blank templates, {:.1%} of the images' ink".format(ink))
    elif ink < SHRUNKEN:
        found.append("shrunken templates, {:.1%} of the images' ink".format(ink))
    return found
