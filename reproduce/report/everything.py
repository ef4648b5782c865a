"""All that is made from the runs, in one go."""

import sys
from typing import Any, Dict, List, Optional, Sequence

from reproduce.claims import conclusions, gathering, tables, verdicts
from reproduce.errors import StoreError
from reproduce.experiments.experiment import Experiment, prepare
from reproduce.experiments.options import Options
from reproduce.report import inventory, page, pictures
from reproduce.runs.store import Store


def judge(options: Options, store: Store, folder: str, contents: Optional[Dict[str, Any]] = None) -> List[dict]:
    """Write the claims with their verdicts, and the runs behind them, into `folder`, and return the former.

    `contents`: those of tables that were made already, by the experiment's name.
    """
    evaluated = verdicts.evaluate(gathering.gather(options, store, folder, contents))
    tables.write(evaluated, folder)
    conclusions.write(evaluated, folder)
    inventory.write(inventory.rows(gathering.configs(options), store), folder)
    return evaluated


def make_all(options: Options, store: Store, folder: str, experiments: Sequence[Experiment]) -> str:
    """Make the tables and pictures of `experiments`, claims and report into `folder`, and return the report's path.

    What is missing for any of them is trained first, side by side. A picture that can't be made, since no training
    shows what it is about, is told on standard error; the others go on.
    """
    prepare(experiments, options, store, "All models")
    contents = {}
    for experiment in experiments:
        if experiment.content:
            contents[experiment.name] = experiment.content(options, store)
            experiment.write(contents[experiment.name], folder)
    for experiment in experiments:  # some show what tables measured
        if experiment.picture:
            try:
                pictures.write(experiment, options, store, folder)
            except StoreError as error:
                print(f"{experiment.title} is not made: {error}", file=sys.stderr)
    judge(options, store, folder, contents)
    return page.make(folder)
