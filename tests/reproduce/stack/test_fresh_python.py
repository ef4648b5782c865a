"""Questions to a fresh Python: what it says, and why it failed."""

import os

import pytest

from reproduce.stack import fresh_python


@pytest.mark.parametrize(
    "program, answer",
    [
        ("print('a\\n\\n b ')", (["a", "b"], None)),
        (
            "import sys; print('a'); print('first\\nlast\\n', file=sys.stderr); sys.exit(3)",
            (["a"], "exit code 3: last"),
        ),
        ("raise SystemExit(4)", ([], "exit code 4")),
        ("import reproduce, os; print(os.environ['ASKED'])", (["by us"], None)),
    ],
)
def test_lines_and_failures(program, answer):
    assert fresh_python.ask("-c", program, environment=dict(os.environ, ASKED="by us")) == answer


def test_no_answer():
    found = fresh_python.ask("-c", "import time; time.sleep(60)", environment=os.environ, timeout=0.5)
    assert found == ([], "no answer within 0.5 s")
