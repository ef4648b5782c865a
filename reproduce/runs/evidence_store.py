"""Committed evidence in the place of runs: what tables ask of a `Store`, where the trained weights are gone."""

from typing import Dict, List, NoReturn, Optional, Sequence

from reproduce import files
from reproduce.config import Config
from reproduce.errors import StoreError
from reproduce.runs import evidence
from reproduce.runs.store import Measure, Run, Store


class EvidenceStore(Store):
    """The trainings of which there is a line of evidence, by the reference engine.

    Baselines have none: they are made, and kept, as `Store` does.

    Parameters
    ----------
    root : str
        Folder of the runs, see `reproduce.runs.store.Store`.
    folder : str
        Folder of the evidence, see `reproduce.runs.evidence.read_folder`.
    mnist_dir, jobs
        As of `reproduce.runs.store.Store`.
    """

    def __init__(self, root: str, folder: str, mnist_dir: Optional[str] = None, jobs: Optional[int] = None):
        super().__init__(root, mnist_dir, jobs)
        self.lines: Dict[str, List[dict]] = {}  # by the name of the run; machines that round differently have their own
        for line in filter(evidence.is_reference, evidence.read_folder(folder)):
            self.lines.setdefault(line["run"], []).append(line)

    def network(self, config: Config) -> NoReturn:
        """Raise StoreError, since a line has no weights."""
        raise StoreError("the evidence has no trained weights; without --from-evidence the models are trained")

    def history(self, config: Config) -> List[Dict[str, float]]:
        """Return the training bound of each epoch, a dict with ``elbo``; none where no line has it."""
        line = self._line(config)
        return [{"elbo": elbo} for elbo in line.get("elbo_by_epoch", [])] if line else []

    def check(self, dataset: str) -> None:
        """Raise StoreError now if the folder can't be made; data are read where they are needed."""
        files.make_folder(self.root)

    def make(self, plan: Dict[Run, Sequence[Measure]], description: str = "") -> Dict[Run, dict]:
        """Return what the evidence has of trainings, and baselines as of `Store.make`.

        StoreError if the evidence lacks a training, or a measure of one.
        """
        missing = [run.key() for run, measures in plan.items() if run.epochs and self._line(run, measures) is None]
        if missing:
            raise StoreError(
                f"the evidence lacks {len(missing)} of {len(plan)} runs, or what is measured on them, {missing[0]} "
                "first; without --from-evidence they are made"
            )
        baselines = {run: measures for run, measures in plan.items() if not run.epochs}
        made = super().make(baselines, description) if baselines else {}
        return {run: made[run] if run in made else self._result(run, plan[run]) for run in plan}

    def _line(self, config, measures=()) -> Optional[dict]:
        """The last line of a training that has all measures; None if there is none."""
        names = {measure.name for measure in measures}
        return next(
            (line for line in reversed(self.lines.get(config.key(), [])) if names <= set(line["measures"])), None
        )

    def _result(self, config, measures):
        """Return what `Store.make` gives of a training."""
        line = self._line(config, measures)
        return {**line, **line["measures"], "restarts": [None] * line["restarts"]}

    def record(self, configs: Sequence[Config]) -> None:
        """Do nothing, since nothing is trained."""

    def has(self, config: Config) -> bool:
        """Return whether there is a line of `config`."""
        return self._line(config) is not None
