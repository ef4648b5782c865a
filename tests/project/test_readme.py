"""The README says what the code does: its table is the measured one, its options and targets exist."""

import json
import os
import re

from reproduce.claims import verdicts
from reproduce.config import Config
from reproduce.thesis import interpretations

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def test_its_table_is_the_one_that_was_measured():
    table = [line for line in read("results", "table1.md").splitlines() if line.startswith("|")]
    assert len(table) == 15
    assert "\n".join(table) in read("README.md")


def test_its_conclusions_are_those_of_the_claims():
    table = read("results", "conclusions.md").strip()
    assert len(table.splitlines()) > 10 and table in read("README.md")


def test_its_head_count_is_that_of_the_claims():
    evaluated = json.loads(read("results", "claims.json"))
    assert verdicts.head_count(evaluated) in " ".join(read("README.md").split())


def test_its_interpretations_are_those_of_the_report():
    assert interpretations.markdown() in read("README.md")


def test_the_page_on_fidelity_has_the_ranking_that_the_evidence_gives():
    assert read("results", "infer.md").strip() in read("docs", "fidelity.md")


def test_its_options_exist():
    known = {"--" + name.replace("_", "-") for name in Config(model="vae").to_dict()} | {
        "--codes",
        "--ours",
        "--count",
        "--pretrained",
        "--from-evidence",
        "--draws",
        "--pose",
        "--recipe",
        "--pca-centre",
        "--config",
        "--mnist-dir",
        "--help",
        "--scheduler",
        "--checkpoint-minutes",
        "--nworkers",
        "--nthreads",
        "--device",
        "--gpus",
        "--user",
        "--engine",
        "--backend",
    }
    assert set(re.findall(r"`[^`]*?(--[a-z][a-z-]+)", read("README.md"))) <= known


def test_its_pictures_exist():
    text = read("README.md")
    for path in re.findall(r"!\[.*?\]\((.*?)\)", text) + re.findall(r'src(?:set)?="(.*?)"', text):
        assert os.path.isfile(os.path.join(ROOT, path)), path


def test_its_targets_exist():
    targets = set(re.findall(r"^## ([a-z0-9-]+)", read("Makefile") + read("tools", "targets.mk"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z0-9-]+)", read("README.md"))) <= targets
