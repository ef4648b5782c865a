"""Clusters beside classes, by partitions whose agreement is known."""

import numpy as np
import pytest

from reproduce.evaluation.clustering import agreement, k_means

LABELS = np.repeat(np.arange(4), 50)


def test_names_of_clusters_do_not_matter():
    assert agreement(np.array([7, 3, 0, 5])[LABELS], LABELS) == {"accuracy": 1, "nmi": pytest.approx(1), "in_use": 4}


def test_two_classes_in_one_cluster_count_for_the_one_alone():
    found = agreement(np.array([0, 0, 1, 2])[LABELS], LABELS)
    # I = H(clusters) = 1.5 bits and H(classes) = 2 bits; over their mean 1.5 / 1.75.
    assert found == {"accuracy": 0.75, "nmi": pytest.approx(1.5 / 1.75), "in_use": 3}


def test_a_single_cluster_says_nothing():
    assert agreement(np.zeros(200, int), LABELS) == {"accuracy": 0.25, "nmi": pytest.approx(0), "in_use": 1}


def test_a_class_split_in_two_clusters_keeps_the_larger_half():
    clusters = LABELS.copy()
    clusters[:20] = 9
    assert agreement(clusters, LABELS)["accuracy"] == 1 - 20 / 200


def test_a_cluster_of_less_than_a_hundredth_is_not_in_use():
    clusters = LABELS.copy()
    clusters[0] = 4
    assert agreement(clusters, LABELS)["in_use"] == 4


def test_k_means_finds_clusters_that_are_apart(rng):
    centres = 10 * rng.standard_normal((4, 3))
    train, test = [centres[LABELS] + rng.standard_normal((200, 3)) / 10 for _ in range(2)]
    assert agreement(k_means(train, test, 4), LABELS)["accuracy"] == 1
