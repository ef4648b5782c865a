"""How well nearest neighbours tell the classes apart on the codes: for codes of two dimensions (figure 8)."""

from reproduce.runs import run
from reproduce.runs.store import Measure

NUM = 15  # neighbours that vote


def accuracy(train, train_labels, test, test_labels):
    """Test accuracy, a fraction, of `NUM` nearest neighbours on codes of shape (N, dim)."""
    from sklearn.neighbors import KNeighborsClassifier

    return float(KNeighborsClassifier(NUM).fit(train, train_labels).score(test, test_labels))


def _of_run(config, folder, dataset):
    from reproduce.evaluation.evaluator import Evaluator

    evaluator = Evaluator(run.load_network(config, folder), config.seed)
    return {
        "accuracy": accuracy(
            evaluator.codes(dataset.train_images),
            dataset.train_labels,
            evaluator.codes(dataset.test_images),
            dataset.test_labels,
        )
    }


NEIGHBOURS = Measure("neighbours", {"accuracy": float}, _of_run)
