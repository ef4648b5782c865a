"""Properties of the readers of folders and zips: whatever is in them, images or one line that says what is wrong."""

import io
import os
import struct
import zipfile

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from strategies import altered, examples

from reproduce.data.own import applied, preparation
from reproduce.data.own.preparation import Preparation
from reproduce.errors import DataError

LETTERS = "ab.\\/:~ é\n\x7f"
MODES = {"1": 1, "L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "P": 1}


def packed(kind, **options):
    """The bytes of a small picture of a mode."""

    def made(size, mode, level):
        picture = Image.new("L", size, level).convert(mode if kind == "PNG" else "L")
        file = io.BytesIO()
        picture.save(file, kind, **options)
        return file.getvalue()

    return made


sizes = st.tuples(st.sampled_from((4, 5, 5, 5, 9)), st.sampled_from((5, 5, 5, 3, 200)))
sound = st.builds(packed("PNG"), sizes, st.sampled_from(list(MODES)), st.integers(0, 255)) | st.builds(
    packed("GIF"), sizes, st.just("L"), st.integers(0, 255)
)


@st.composite
def bombs(draw):
    """A PNG whose header announces sides that no memory holds."""
    content = bytearray(draw(st.builds(packed("PNG"), st.just((5, 5)), st.just("L"), st.just(7))))
    content[16:24] = struct.pack(">II", draw(st.integers(1, 2**31 - 1)), draw(st.integers(10**5, 2**31 - 1)))
    return bytes(content)


broken = sound.flatmap(altered) | st.binary(max_size=60) | bombs()
contents = st.one_of(sound, sound, sound, broken)
endings = st.sampled_from((".png", ".png", ".PNG", ".gif", ".jpg", ".txt", ""))
names = st.builds(str.__add__, st.text(LETTERS, min_size=1, max_size=6), endings)
# Names that go down, up, out, or to nowhere.
paths = st.lists(names | st.sampled_from(("..", ".", "", "a", "__MACOSX", ".hidden")), min_size=1, max_size=4).map(
    "/".join
)
preparations = st.builds(
    Preparation,
    size=st.none() | st.tuples(st.integers(4, 9), st.integers(4, 9)),
    invert=st.booleans(),
    grey=st.booleans(),
    label_level=st.integers(1, 4),
)


def check(path, given, least):
    """Read images, to train or to be applied to; whatever happens is documented, and in one line."""
    try:
        if least > 1:
            content = preparation.prepared(path, given)
            images = np.concatenate([content["train_images"], content["test_images"]])
        else:
            found = applied.read(path, given, 1)
            images = found.images
            assert len(found.names) == len(images) == len(found.labels or images)
            assert all(name.isprintable() and ".." not in name.split("/") for name in found.names)
    except DataError as error:
        assert str(error).isprintable()
        return
    assert images.dtype == np.uint8 and len(images) >= least and 1 <= images.shape[1] <= 4
    assert given.size is None or images.shape[2:] == given.size
    assert all(4 <= side <= 128 for side in images.shape[2:])


@examples(150)
@given(st.lists(st.tuples(paths, contents), max_size=6), preparations, st.sampled_from((1, 2)), st.booleans())
def test_any_zip_is_images_or_a_documented_error(tmp_path, members, given, least, deflated):
    path = str(tmp_path / "any.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED) as archive:
        for name in dict(members):
            archive.writestr(zipfile.ZipInfo(name or "empty"), dict(members)[name])
    check(path, given, least)
    assert sorted(os.listdir(tmp_path)) == ["any.zip"]  # nothing is unpacked into the folder


ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w", zipfile.ZIP_DEFLATED) as _archive:
    for _number in range(3):
        _archive.writestr(f"a/{_number}.png", packed("PNG")((5, 5), "L", 80 * _number))


@examples(200)
@given(altered(ZIP.getvalue()), preparations, st.sampled_from((1, 2)))
def test_a_damaged_zip_is_images_or_a_documented_error(tmp_path, content, given, least):
    (tmp_path / "any.zip").write_bytes(content)
    check(str(tmp_path / "any.zip"), given, least)


raw_names = st.binary(min_size=1, max_size=8).map(lambda name: name.replace(b"/", b"_").replace(b"\0", b"_"))
raw_files = st.builds(bytes.__add__, raw_names, st.sampled_from((b".png", b".png", b".gif", b".txt")))


@examples(150)
@given(
    st.lists(st.tuples(st.lists(raw_names, max_size=3), raw_files, contents), max_size=6),
    preparations,
    st.sampled_from((1, 2)),
)
def test_any_folder_is_images_or_a_documented_error(tmp_path_factory, members, given, least):
    root = str(tmp_path_factory.mktemp("any"))
    for folders, name, content in members:
        folder = os.path.join(os.fsencode(root), *folders)
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        except OSError:  # "..", or a file where a folder is to be
            continue
    check(root, given, least)


def test_pipes_and_broken_links_among_pictures(tmp_path):
    Image.new("L", (5, 5)).save(tmp_path / "1.png")
    os.mkfifo(str(tmp_path / "2.png"))
    assert applied.read(str(tmp_path), Preparation(), 1).names == ["1.png"]
    os.symlink(str(tmp_path / "nowhere"), str(tmp_path / "3.png"))
    try:
        applied.read(str(tmp_path), Preparation(), 1)
    except DataError as error:
        assert "3.png: No such file" in str(error)
    else:
        raise AssertionError


def test_names_become_text_of_one_line(tmp_path):
    for name in (b"\xff.png", b"a\nb.png"):
        with open(os.path.join(os.fsencode(str(tmp_path)), name), "wb") as file:
            Image.new("L", (5, 5)).save(file, "PNG")
    assert sorted(applied.read(str(tmp_path), Preparation(), 1).names) == ["%FF.png", "a%0Ab.png"]
