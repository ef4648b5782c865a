"""Diagrams: what they say about the models, and that nothing on them overlaps or ends in mid-air."""

import itertools

import lasagne
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from figures import diagram
from figures import figure4 as drawing
from original import models
from reproduce.experiments import figure1, figure2, figure3, figure4
from reproduce.experiments.graphs import graph_rows
from reproduce.report import pictures

GRAPHS = [figure1.GRAPH, figure2.GRAPH, figure3.GRAPH]
FIGURES = [figure1.FIGURE1, figure2.FIGURE2, figure3.FIGURE3, figure4.FIGURE4]


@pytest.fixture(scope="module", params=FIGURES, ids=lambda experiment: experiment.name)
def drawn(request):
    """A figure as it is drawn; its texts and arrows have their places then."""
    figure = pictures.draw(request.param, request.param.picture.measure(None, None))
    FigureCanvasAgg(figure).draw()
    return figure


@pytest.fixture(scope="module")
def networks():
    return {network["title"]: network for network in figure4.measure()}


def patches(figure, kind):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, kind)]


def texts(figure):
    return [text for text in figure.axes[0].texts if text.get_text()]


def edges(graph, kind):
    return {(edge["source"], edge["target"]) for edge in graph["edges"] if edge["kind"] == kind}


def distance(patch, point):
    """From a point to the outline of a box or circle, in inches."""
    if isinstance(patch, Circle):
        return abs(np.hypot(*(np.array(point) - patch.center)) - patch.radius)
    outline = patch.get_path().interpolated(200).vertices
    return np.hypot(*(outline - point).T).min()


# Thesis, section I.ii: prior p_theta(z), conditional p_theta(x|z), approximate posterior q_phi(z|x); section II adds u.
@pytest.mark.parametrize(
    "graph, generative, inference",
    [
        (figure1.GRAPH, {"z x"}, set()),
        (figure2.GRAPH, {"theta z", "theta x", "z x"}, {"phi z", "x z"}),
        (figure3.GRAPH, {"theta z", "theta u", "theta x", "z x", "u x"}, {"phi z", "phi u", "x z", "x u"}),
    ],
)
def test_dependences_of_the_graphical_models(graph, generative, inference):
    assert {" ".join(edge) for edge in edges(graph, "generative")} == generative
    assert {" ".join(edge) for edge in edges(graph, "inference")} == inference
    figure = diagram.graphical_model(graph)
    dashed = [arrow for arrow in patches(figure, FancyArrowPatch) if arrow.patchA and arrow.get_linestyle() != "-"]
    solid = [arrow for arrow in patches(figure, FancyArrowPatch) if arrow.patchA and arrow.get_linestyle() == "-"]
    assert (len(solid), len(dashed)) == (len(generative), len(inference))


@pytest.mark.parametrize("graph", GRAPHS)
def test_only_the_image_is_observed_and_shaded(graph):
    assert [node["name"] for node in graph["nodes"] if node["kind"] == "observed"] == ["x"]
    kinds = {node["at"]: node["kind"] for node in graph["nodes"]}
    for circle in patches(diagram.graphical_model(graph), Circle):
        fill = {"observed": "lightgray", "latent": "white", "parameter": "black"}[kinds[circle.center]]
        assert to_rgb(circle.get_facecolor()) == to_rgb(fill)


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_plate_holds_what_there_is_of_each_image(graph):
    figure = diagram.graphical_model(graph)
    (frame,) = patches(figure, FancyBboxPatch)
    assert "$N$" in [text.get_text() for text in texts(figure)]
    for node in graph["nodes"]:
        inside = all(
            abs(np.array(node["at"]) - (frame.get_x() + frame.get_width() / 2, frame.get_y() + frame.get_height() / 2))
            < (frame.get_width() / 2, frame.get_height() / 2)
        )
        assert inside == (node["kind"] != "parameter") == (node["name"] in graph["plates"][0]["nodes"])


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_row_for_each_node_and_each_edge(graph):
    rows = graph_rows(graph)
    assert len({tuple(row) for row in rows}) == 1
    nodes = {row["name"]: row["plate"] for row in rows if row["element"] == "node"}
    assert nodes == {node["name"]: "" if node["kind"] == "parameter" else "N" for node in graph["nodes"]}
    for kind in ("generative", "inference"):
        assert {
            (row["source"], row["target"]) for row in rows if row["element"] == "edge" and row["kind"] == kind
        } == edges(graph, kind)


def test_edge_to_an_unknown_node():
    graph = dict(figure1.GRAPH, edges=[{"source": "z", "target": "y", "kind": "generative"}])
    with pytest.raises(ValueError, match="edge z -> y: there is no node y, only z, x"):
        diagram.graphical_model(graph)


@pytest.mark.parametrize("title, detail", [("$z$", "8"), ("Transformer", ""), ("", "784 → 256 → 256 → 256")])
def test_width_of_a_box(title, detail):
    # Wide enough for either line, and for two sides that are half circles.
    width = diagram.box_width(title, detail)
    assert width > diagram.HEIGHT
    assert width > max(diagram.text_width(title), diagram.text_width(detail, diagram.DETAIL_SIZE))


def test_texts_do_not_overlap(drawn):
    boxes = {text.get_text() + str(number): text.get_window_extent() for number, text in enumerate(texts(drawn))}
    for first, second in itertools.combinations(boxes, 2):
        assert not boxes[first].overlaps(boxes[second]), (first, second)
    width, height = drawn.get_size_inches() * drawn.dpi
    for name, box in boxes.items():
        assert box.x0 > 0 and box.y0 > 0 and box.x1 < width and box.y1 < height, name


def test_texts_stay_within_their_boxes(drawn):
    for shape in patches(drawn, (Circle, FancyBboxPatch)):
        outline = shape.get_window_extent()
        for box in [text.get_window_extent() for text in texts(drawn)]:
            if outline.contains((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2):
                assert outline.x0 < box.x0 and box.x1 < outline.x1 and outline.y0 < box.y0 and box.y1 < outline.y1


def test_arrows_begin_and_end_at_what_they_connect(drawn):
    arrows = [arrow for arrow in patches(drawn, FancyArrowPatch) if arrow.patchA]
    assert arrows
    for arrow in arrows:
        path = arrow.get_path().vertices
        assert distance(arrow.patchA, path[0]) < 0.02
        assert min(distance(arrow.patchB, point) for point in path) < 0.03


def test_arrows_pass_by_everything_else(drawn):
    transform = drawn.axes[0].transData
    shapes = patches(drawn, Circle) + [
        box for box in patches(drawn, FancyBboxPatch) if box.get_facecolor()[3]
    ]  # not the plates
    for arrow in patches(drawn, FancyArrowPatch):
        lines = arrow.get_path().to_polygons(transform, closed_only=False)
        points = np.concatenate([Path(line).interpolated(50).vertices for line in lines])
        for shape in shapes:
            if shape not in (arrow.patchA, arrow.patchB):
                assert not shape.get_path().transformed(shape.get_transform()).contains_points(points).any()


# Thesis, section III: x is encoded as z, decoded as x'; the T-VAE has y' transformed by u; the DTVAE corrects the pose
# at once, which yields y, y passes through the VAE, and the pose is recovered. Appendix A: two layers of 256 units.
VAE = [
    "encoder > mu",
    "encoder > log sigma",
    "mu > sample z",
    "log sigma > sample z",
    "epsilon > sample z",
    "sample z > z",
    "z > decoder",
]
EDGES = {
    "VAE": ["x > encoder", *VAE, "decoder > x'"],
    "T-VAE": [
        "x > encoder",
        *VAE,
        "decoder > y'",
        "encoder > u",
        "y' > transformer x'",
        "u > transformer x'",
        "transformer x' > x'",
    ],
    "DTVAE": [
        "x > localization",
        "localization > u inverse",
        "x > transformer y",
        "u inverse > transformer y",
        "transformer y > y",
        "y > encoder",
        *VAE,
        "decoder > y'",
        "u inverse > inverse u",
        "inverse u > u",
        "y' > transformer x'",
        "u > transformer x'",
        "transformer x' > x'",
    ],
}
DETAILS = {
    "x": "28 × 28",
    "encoder": "784 → 256 → 256",
    "mu": "8",
    "log sigma": "8",
    "epsilon": "8",
    "z": "8",
    "decoder": "8 → 256 → 256 → 784",
    "x'": "28 × 28",
}
WITH_POSE = {"y'": "28 × 28", "u": "6", "transformer x'": "affine"}
WITH_BOTH = {"y": "28 × 28", "localization": "784 → 128", "u inverse": "6", "transformer y": "affine"}


def details(network):
    return {block["name"]: block["detail"] for block in network["blocks"]}


@pytest.mark.parametrize("title", EDGES)
def test_connections_of_each_architecture(networks, title):
    assert sorted(" > ".join(edge) for edge in networks[title]["edges"]) == sorted(EDGES[title])
    names = [block["name"] for block in networks[title]["blocks"]]
    assert set(names) == {name for edge in networks[title]["edges"] for name in edge}
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "title, sizes",
    [("VAE", DETAILS), ("T-VAE", {**DETAILS, **WITH_POSE}), ("DTVAE", {**DETAILS, **WITH_POSE, **WITH_BOTH})],
)
def test_sizes_of_each_architecture(networks, title, sizes):
    assert {name: detail for name, detail in details(networks[title]).items() if name in sizes} == sizes


def test_other_sizes_give_another_picture(networks):
    net = models.build(
        "dtvae_affine", dim_z=3, num_units=(100, 50, 25), localization_units=(64, 32), image_shape=(10, 12)
    )
    other = figure4.architecture(net)
    expected = {
        "x": "10 × 12",
        "localization": "120 → 64 → 32",
        "encoder": "120 → 100 → 50 → 25",
        "z": "3",
        "decoder": "3 → 100 → 50 → 25 → 120",
    }
    assert {name: details(other)[name] for name in expected} == expected
    assert sorted(other["edges"]) == sorted(networks["DTVAE"]["edges"])
    shown = [text.get_text() for text in texts(drawing.draw([dict(other, model="dtvae_affine", title="DTVAE")]))]
    assert set(expected.values()) <= set(shown)


def test_thin_plate_splines_are_another_transformer():
    network = figure4.architecture(models.build("tvae_tps", dim_z=8))
    assert (details(network)["u"], details(network)["transformer x'"]) == ("18", "thin plate spline")


def test_another_connection_is_drawn():
    # A decoder that saw the pose as well would show an arrow that the thesis' does not have.
    net = models.build("tvae_affine", dim_z=8)
    both = lasagne.layers.ConcatLayer([net["l_z"], net["l_u"]], name="concatenated")
    first = next(layer for layer in lasagne.layers.get_all_layers(net["l_out"]) if layer.name == "decoder1")
    first.input_layer, first.input_shape = both, both.output_shape
    network = figure4.architecture(net)
    assert {("z", "concatenated"), ("u", "concatenated"), ("concatenated", "decoder")} <= set(network["edges"])
    assert ("z", "decoder") not in network["edges"]
    assert details(network)["decoder"] == "14 → 256 → 256 → 784"


@pytest.mark.parametrize("title, model", [("VAE", "vae"), ("T-VAE", "tvae_affine"), ("DTVAE", "dtvae_affine")])
def test_parameters_are_all_counted_once(networks, title, model):
    expected = lasagne.layers.count_params(models.build(model, dim_z=8)["l_out"], trainable=True)
    assert sum(block["parameters"] for block in networks[title]["blocks"]) == expected
    assert sum(row["parameters"] for row in networks[title]["layers"]) == expected
    shown = [text.get_text() for text in texts(drawing.draw([networks[title]]))]
    assert f"{expected:,} parameters" in shown


def test_what_is_trained_is_tinted(networks):
    trained = {block["name"] for block in networks["DTVAE"]["blocks"] if block["parameters"]}
    assert trained == {"localization", "u inverse", "encoder", "mu", "log sigma", "decoder"}
    figure = drawing.draw([networks["DTVAE"]])
    tinted = [
        box for box in patches(figure, FancyBboxPatch) if to_rgb(box.get_facecolor()) == to_rgb(drawing.TRAINED_FILL)
    ]
    assert len(tinted) == len(trained) + 1  # and the legend's


def test_titles_stand_above_their_models(networks):
    figure = drawing.draw(list(networks.values()))
    x_of = {text.get_text(): text.get_position()[0] for text in texts(figure)}
    assert x_of["VAE"] < x_of["T-VAE"] < x_of["DTVAE"]
    assert [text.get_text() for text in texts(figure)].count("$z$") == 3
    heights = {text.get_position()[1] for text in texts(figure) if text.get_text() == "$z$"}
    assert len(heights) == 1


def test_a_row_for_each_layer(networks):
    rows = figure4.layer_rows(list(networks.values()))
    for model in figure4.MODELS:
        layers = [row for row in rows if row["model"] == model]
        assert len(layers) == len(lasagne.layers.get_all_layers(models.build(model, dim_z=8)["l_out"]))
        names = [row["layer"] for row in layers]
        assert len(set(names)) == len(names)
        assert all(name in names for row in layers for name in row["inputs"].split())
    (row,) = [row for row in rows if row["model"] == "dtvae_affine" and row["layer"] == "localization1"]
    assert row == {
        "model": "dtvae_affine",
        "layer": "localization1",
        "type": "DenseLayer",
        "block": "localization",
        "inputs": "l_in",
        "output_shape": "B x 128",
        "parameters": 785 * 128,
    }


@pytest.mark.parametrize("experiment", FIGURES, ids=lambda experiment: experiment.name)
def test_no_trainings_are_needed(experiment):
    assert experiment.plan is None
    assert experiment.picture.caption.endswith(".")
