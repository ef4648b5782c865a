"""``encode``, ``reconstruct``, ``align`` and ``sample`` as they are typed."""

import json
import os
import zipfile

import numpy as np
import pytest
from PIL import Image

from explorer import write_run
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.files import read_csv


pytestmark = pytest.mark.usefixtures("images_of_its_own")


@pytest.fixture
def run(capsys):
    def run(*words, code=0):
        assert commands.main(list(words)) == code
        said = capsys.readouterr()
        if code:
            assert said.out == "" and said.err.count("\n") == 1, said.err
            return said.err
        return said.out

    return run


@pytest.fixture
def colour_folder(rng):
    """A folder of 40 pictures of 40 x 24 pixels in two folders: a red or a green bar that stands anywhere."""
    for number in range(40):
        name = ("red", "green")[number % 2]
        picture = np.zeros((40, 24, 3), dtype="uint8")
        picture[8:30, number % 16 : number % 16 + 6, number % 2] = 200
        os.makedirs(os.path.join("bars", name), exist_ok=True)
        Image.fromarray(picture).save(os.path.join("bars", name, f"{number}.png"))
    return "bars"


def test_a_folder_of_colours_is_trained_on_and_aligned(run, colour_folder):
    run("train", "tvae_affine", "--images", colour_folder, "--epochs", "1", "--learning-rate", "0.1", "--out", "mine")
    out = run("align", "mine", colour_folder, "--out", "aligned")
    assert "Sharpness of the mean image" in out and "Sharpness of the means of classes" in out
    assert "Written: 40 pictures in aligned/pictures, sheet aligned/sheet.png" in out
    with Image.open("aligned/pictures/red/0.png") as picture:
        assert picture.size == (24, 40) and picture.mode == "RGB"
    with open("aligned/align.json", encoding="utf-8") as file:
        found = json.load(file)
    assert found["images"] == 40 and found["sharpness"]["times"] > 0 and found["within_classes"]["sharpness"]["times"]
    assert run("align", "mine", colour_folder, "--size", "24", "40", code=2)
    assert "--grey: mine takes 3 channels" in run("align", "mine", colour_folder, "--grey", code=2)


def test_arrays_of_one_channel_are_trained_on_and_aligned(run, rng):
    np.savez("one.npz", images=rng.integers(0, 256, (30, 12, 10, 1), dtype="uint8"))
    run("train", "dtvae_affine", "--images", "one.npz", "--epochs", "1", "--learning-rate", "0.1", "--out", "mine")
    assert "classes" not in run("align", "mine", "one.npz", "--out", "aligned.npz")
    with np.load("aligned.npz") as content:
        assert content["images"].shape == (30, 1, 12, 10) and content["names"][0] == "00001"
    assert os.path.isfile("aligned-sheet.png") and os.path.isfile("aligned-align.json")
    out = run("sample", "mine", "--count", "10", "--out", "samples")
    assert "10 pictures in samples/pictures" in out and os.path.isfile("samples/sheet.png")


@pytest.fixture
def digit_zip(rng):
    """A zip of five pictures of dark ink on light paper, larger than MNIST's."""
    with zipfile.ZipFile("digits.zip", "w") as archive:
        for number in range(5):
            picture = np.full((56, 56), 255, dtype="uint8")
            picture[10:40, 20 + number : 26 + number] = 0
            Image.fromarray(picture).save("one.png")
            archive.write("one.png", f"ones/{number}.png")
    return "digits.zip"


@pytest.fixture
def of_mnist(tmp_path):
    """A folder of a run on MNIST whose prior on the pose has a map, so that u and theta differ."""
    return write_run(str(tmp_path / "mine"), Config("tvae_affine", dim_z=2, pose_prior="mlp", pose_rank=3))


def test_codes_are_written_as_a_table(run, digit_zip, of_mnist):
    out = run("encode", of_mnist, digit_zip, "--invert", "--out", "codes.csv")
    assert "5 images: z 2, log_sigma 2, u 3, theta 6 numbers each" in out
    rows = read_csv("codes.csv")
    assert [row["image"] for row in rows] == [f"ones/{number}.png" for number in range(5)]
    assert list(rows[0]) == ["image", "z1", "z2", "log_sigma1", "log_sigma2", "u1", "u2", "u3"] + [
        f"theta{place}" for place in range(1, 7)
    ]


def test_codes_are_written_as_arrays_and_are_the_models(run, digit_zip, of_mnist):
    from reproduce import load
    from reproduce.data.own import applied
    from reproduce.data.own.preparation import Preparation

    run("encode", of_mnist, digit_zip, "--invert", "--first", "3")
    with np.load("results/encode/mine-digits.npz") as content:
        codes = dict(content)
    images = applied.read(digit_zip, Preparation((28, 28), invert=True, grey=True), 1).images[:3] / 255
    expected = load(folder=of_mnist).posterior(images)
    np.testing.assert_allclose(codes["z"], expected.z, atol=1e-6)
    np.testing.assert_allclose(codes["u"], expected.u, atol=1e-6)
    assert codes["theta"].shape == (3, 6) and codes["names"].tolist() == ["ones/0.png", "ones/1.png", "ones/2.png"]


def test_images_are_reconstructed(run, digit_zip, of_mnist):
    out = run("reconstruct", of_mnist, digit_zip, "--invert", "--out", "again")
    assert "Reconstruction error at the means: " in out and os.path.isfile("again/sheet.png")
    assert sorted(os.listdir("again/pictures/ones")) == [f"{number}.png" for number in range(5)]


def test_samples_are_drawn_by_their_seed_and_pose(run, of_mnist):
    def samples(*words):
        run("sample", of_mnist, "--count", "4", "--out", "s.npz", *words)
        with np.load("s.npz") as content:
            return content["images"]

    first = samples("--pose", "identity")
    assert first.shape == (4, 1, 28, 28)
    np.testing.assert_array_equal(first, samples("--pose", "identity", "--seed", "0"))
    assert np.abs(first - samples("--pose", "identity", "--seed", "1")).max() > 0
    assert np.abs(first - samples("--pose", "prior")).max() > 0


def test_what_can_not_be_done_is_told_in_a_line(run, digit_zip, of_mnist, tmp_path):
    plain = write_run(str(tmp_path / "plain"), Config("vae", dim_z=2))
    flat = write_run(str(tmp_path / "flat"), Config("tvae_affine", dim_z=2))
    assert "plain is a VAE and has no pose to undo" in run("align", plain, digit_zip, code=2)
    assert "flat: this model's prior on the pose is flat" in run("sample", flat, "--pose", "prior", code=2)
    assert "no run under results/runs has 'other'" in run("encode", "other", digit_zip, code=5)
    assert "there are no images at missing" in run("encode", plain, "missing", code=4)
    assert "a name that ends in .npz or .csv" in run("encode", plain, digit_zip, "--out", "codes.txt", code=2)


def test_a_model_that_sees_the_class_takes_it_from_the_images(run, tmp_path, rng):
    seeing = write_run(str(tmp_path / "seeing"), Config("tvae_affine", dim_z=2, conditional=10))
    pictures = rng.integers(0, 256, (4, 28, 28), dtype="uint8")
    np.savez("known.npz", images=pictures, labels=[3, 3, 9, 0])
    np.savez("none.npz", images=pictures)
    np.savez("other.npz", images=pictures, labels=["ones", "ones", "twos", "twos"])
    assert "4 images: z 2, log_sigma 2, u 6, theta 6" in run("encode", seeing, "known.npz", "--out", "codes.npz")
    assert "Written: arrays in a.npz" in run("align", seeing, "known.npz", "--out", "a.npz")
    assert "Written: arrays in r.npz" in run("reconstruct", seeing, "known.npz", "--out", "r.npz")
    assert "and images have 'ones'" in run("encode", seeing, "other.npz", code=4)
    assert "sees the class of an image, and these have none" in run("encode", seeing, "none.npz", code=4)
    with np.load("codes.npz") as content:
        given = dict(content)
    from reproduce import load

    expected = load(folder=seeing).posterior(pictures / 255, np.array([3, 3, 9, 0]))
    np.testing.assert_allclose(given["z"], expected.z, atol=1e-6)
    np.testing.assert_allclose(given["u"], expected.u, atol=1e-6)

    def samples(label):
        run("sample", seeing, "--count", "2", "--label", label, "--pose", "identity", "--out", "s.npz")
        with np.load("s.npz") as content:
            return content["images"]

    assert np.abs(samples("3") - samples("4")).max() > 0
    assert "10" in run("sample", seeing, "--label", "10", "--pose", "identity", code=2)
