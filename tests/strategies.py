"""Strategies of the property tests: altered files, and JSON values. The same examples in each run."""

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st


def examples(number):
    """So many examples, the same in each run, however slow the machine; each writes its test's files anew."""
    return settings(
        max_examples=number,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def flipped(content, bit):
    place = bit // 8
    return content[:place] + bytes([content[place] ^ 1 << bit % 8]) + content[place + 1 :]


@st.composite
def cut(draw, content):
    return content[: draw(st.integers(0, len(content) - 1))]


@st.composite
def extended(draw, content):
    return content + draw(st.binary(min_size=1, max_size=20))


@st.composite
def with_a_flip(draw, content):
    return flipped(content, draw(st.integers(0, 8 * len(content) - 1)))


@st.composite
def replaced(draw, content):
    other = draw(st.binary(max_size=60))
    assume(other != content)
    return other


def altered(content):
    return st.one_of(cut(content), extended(content), with_a_flip(content), replaced(content))


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=10))
JSON = st.recursive(
    SCALARS,
    lambda children: st.one_of(
        st.lists(children, max_size=3), st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=6,
)
NAMED_JSON = st.dictionaries(st.text(max_size=5), JSON, max_size=3)
