"""Properties of the settings: whatever they are given as, a training that they name, or the documented error."""

import dataclasses
import json
import re
import reprlib

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from strategies import JSON, NAMED_JSON, altered, cut, examples

from reproduce.cli import commands
from reproduce.config import LARGEST, Config, choices_of
from reproduce.errors import ConfigError, DataError

SETTINGS = {field.name: field for field in dataclasses.fields(Config)}


def meaningful(field):
    """Values that a setting can take, by its own rules."""
    rules = field.metadata
    if choices_of(field):
        return st.sampled_from(choices_of(field))
    if field.type is int:
        return st.integers(rules["at_least"], LARGEST) | st.integers(rules["at_least"], rules["at_least"] + 3)
    return st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-9, 9), st.just(-0.0)).filter(
        lambda value: (
            (rules["above"] is None or value > rules["above"])
            and (rules["at_least"] is None or value >= rules["at_least"])
        )
    )


PAIRS = st.one_of(*(st.tuples(st.just(name), meaningful(field)) for name, field in SETTINGS.items()))
MEANINGFUL = st.builds(
    lambda model, others: dict(others, model=model), meaningful(SETTINGS["model"]), st.lists(PAIRS, max_size=4)
)
# Mostly with a meaning, apart from one or two.
ANY_SETTINGS = st.builds(
    lambda first, second: dict(first, **second),
    MEANINGFUL,
    st.dictionaries(
        st.sampled_from(sorted(SETTINGS)), st.one_of(JSON, st.floats(), st.integers(-2, 2**65)), max_size=2
    ),
)
UNKNOWN = st.dictionaries(st.text(max_size=40).filter(lambda name: name not in SETTINGS), JSON, min_size=1, max_size=3)


def together(values):
    """The Config of settings that each have a meaning; drawn again if they don't go together."""
    try:
        return Config.from_dict(values)
    except ConfigError:
        reject()


def refused(values):
    """The message of the ConfigError that a dict of settings ends in, in one line."""
    with pytest.raises(ConfigError) as caught:
        Config.from_dict(values)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    return message


@examples(80)
@given(MEANINGFUL)
def test_config_takes_what_has_a_meaning(values):
    config = together(values)
    assert {name: config.to_dict()[name] for name in values} == values
    assert Config.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@examples(120)
@given(ANY_SETTINGS)
def test_config_of_any_values_is_refused_or_keeps_them(values):
    try:
        config = Config.from_dict(values)
    except ConfigError:
        refused(values)
    else:
        assert {name: config.to_dict()[name] for name in values} == {
            name: SETTINGS[name].type(value) for name, value in values.items()
        }
        assert Config.from_dict(config.to_dict()) == config
        assert re.fullmatch("[a-z0-9_-]{1,100}", config.key()), "names a folder"


@examples(60)
@given(st.one_of(JSON, NAMED_JSON))
def test_config_of_anything_is_refused(value):
    refused(value)


@examples(60)
@given(ANY_SETTINGS, UNKNOWN)
def test_unknown_settings_are_named(values, unknown):
    message = refused(dict(values, **unknown))
    assert message.startswith("unknown setting ")
    for name in unknown:
        assert (name if name.isidentifier() else reprlib.repr(name)) in message


def nested(depth):
    value = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [10**5000, -(10**5000), [10**5000], 10**400, -(10**400), 2**2000, nested(5000), "x" * 10**6],
    ids=["too long", "too long, negative", "in a list", "no float", "negative", "too large", "nested", "long text"],
)
@pytest.mark.parametrize("name", SETTINGS)
def test_values_beyond_all_bounds_are_refused(name, value):
    message = refused(dict({"model": "vae"}, **{name: value}))
    assert name in message and len(message) < 200


@examples(60)
@given(MEANINGFUL, st.just(0) | st.integers(-9, 9) | st.integers(0, 2**80))
def test_equal_configs_have_equal_keys(values, floor):
    written = [floor, float(floor)] + ([0.0, -0.0] if floor == 0 else [])
    configs = [together(dict(values, log_sigma_floor=value)) for value in written]
    assert all(config == configs[0] and config.key() == configs[0].key() for config in configs)


@examples(120)
@given(MEANINGFUL, PAIRS)
def test_another_value_of_one_setting_makes_another_key(values, change):
    config = together(values)
    other = together(dict(config.to_dict(), **dict([change])))
    assert (other.key() == config.key()) == (other == config)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """`run(content)` is ``reproduce train --config`` with a file of this content: exit code and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("reproduce.data.datasets.load", lambda *args, **kwargs: pytest.fail("starts a training"))

    def run(content):
        (tmp_path / "config.json").write_bytes(content)
        code = commands.main(["train", "--config", "config.json"])
        out, err = capsys.readouterr()
        assert out == "" and err.startswith("reproduce: ") and err.endswith("\n")
        assert len(err.splitlines()) == 1
        return code, err

    return run


def as_json(value):
    return json.dumps(value).encode()


@examples(80)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(max_size=60).map(str.encode),
        st.one_of(JSON, NAMED_JSON).map(as_json),
        st.one_of(JSON, NAMED_JSON).map(lambda value: as_json({"config": value})),
        st.tuples(ANY_SETTINGS, UNKNOWN).map(lambda parts: as_json({"config": dict(parts[0], **parts[1])})),
        cut(as_json({"config": {"model": "vae", "dim_z": 8}})),
    )
)
def test_config_file_of_anything_ends_in_one_line(run, content):
    assert run(content)[0] == ConfigError.exit_code == 2


@examples(80)
@given(altered(as_json({"config": Config("tvae_tps", dim_z=20).to_dict(), "versions": {"python": "3.11.7"}})))
def test_config_file_altered_is_refused_or_has_a_meaning(run, monkeypatch, content):
    def no_data(*args, **kwargs):
        raise DataError("a training would start")

    monkeypatch.setattr("reproduce.data.datasets.load", no_data)
    code, err = run(content)
    assert code == (DataError.exit_code if err == "reproduce: a training would start\n" else 2)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100000,
        b'{"config":' * 100000,
        b'{"config": {"model": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b'{"config": {"model": "vae", "dim_z": ' + b"9" * 5000 + b"}}",
        as_json({"config": {"model": "vae", "a\nb": 1, "c\u2028d": 1, "\ud800": 1}}),
    ],
    ids=["nested lists", "nested dicts", "nested value", "too many digits", "names of lines"],
)
def test_config_file_that_is_hostile_ends_in_one_line(run, content):
    assert run(content)[0] == 2
