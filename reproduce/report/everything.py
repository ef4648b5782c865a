"""All that is made from the runs, in one go."""

from figures import make as figures
from reproduce.claims import conclusions, evidence, verdicts
from reproduce.experiments import sample_quality, table1
from reproduce.report import inventory, page
from reproduce.runs.store import plan_of


def judge(options, store, folder):
    """The claims with their verdicts, and the runs behind them, written into `folder`; returns the former."""
    evaluated = verdicts.evaluate(evidence.gather(options, store, folder))
    verdicts.write(evaluated, folder)
    conclusions.write(evaluated, folder)
    inventory.write(inventory.rows(evidence.configs(options), store), folder)
    return evaluated


def make_all(options, store, folder):
    """Table 1, the figures, sample quality, claims and the report, all into `folder`; returns the report's path."""
    store.check(options.dataset)
    store.make(plan_of(evidence.configs(options)), "All models")
    table1.write(table1.make(table1.with_ours(evidence.layout(options), store), store), folder)
    figures.make(figures.FLAT, options, store, folder)
    sample_quality.write(sample_quality.make(options, store), folder)
    judge(options, store, folder)
    return page.make(folder)
