"""``--profile``: the table of where the time went."""

from argparse import Namespace

import pytest

from reproduce.cli import commands, profile
from reproduce.spans import Spent, span


def test_the_table_adds_up():
    table = profile.table({"epochs": Spent(15.0, 3), "measuring linear_svm": Spent(1.0, 2)}, 10.0, jobs=2)
    assert table.rows == [
        ["epochs", "15.0", "75.0", 3],
        ["measuring linear_svm", "1.0", "5.0", 2],
        ["starting, drawing, and processes that waited", "4.0", "20.0", ""],
    ]
    assert "20.0 s together" in table.caption


@pytest.mark.parametrize("fails", [False, True])
def test_a_command_is_measured_also_where_it_is_interrupted(fails, capsys):
    def work(arguments):
        with span("work"):
            if fails:
                raise KeyboardInterrupt
        return 3

    arguments = Namespace(command=Namespace(run=work), scheduler=None, jobs=2)
    if fails:
        with pytest.raises(KeyboardInterrupt):
            profile.run(arguments)
    else:
        assert profile.run(arguments) == 3
    assert "\nwork " in capsys.readouterr().out


def test_commands_that_train_many_models_take_it(capsys):
    assert all("profile" in commands.commands()[name].reads for name in ("table1", "figure5", "all"))
    assert commands.main(["table1", "--profile", "--scheduler", "tcp://localhost:1"]) == 2
    assert "--profile measures this machine" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        commands.main(["figure1", "--profile"])
