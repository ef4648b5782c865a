"""The published report, in a browser: as it looks on a desk, on a phone, in the dark and in print."""

import os
import re

import pytest

from browser import PHONE, Watched
from reproduce.report import page

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PUBLISHED = os.path.join(ROOT, "docs", "report.html")
MADE = re.compile(r'<p class="note" id="made">.*?</p>')  # commit and day, which differ from one making to the next
LARGEST = 2.5e6  # bytes, to be opened at once on a phone
PAGES = 16  # in print
HIDDEN = "element => getComputedStyle(element).display === 'none'"
OVERFLOW = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def open_report(browser):
    """Gives a function that opens the report, on which nothing may go wrong."""
    opened = []

    def open_it(**options):
        watched = Watched(browser, PUBLISHED, **options)
        watched.page.goto(watched.url)
        opened.append(watched)
        return watched.page

    yield open_it
    for watched in opened:
        watched.context.close()
        assert watched.wrong == []


def test_it_is_the_report_of_the_committed_results():
    with open(PUBLISHED, encoding="utf-8") as file:
        published = file.read()
    assert MADE.sub("", published) == MADE.sub("", page.text(os.path.join(ROOT, "results"))), "stale: make publish"
    assert MADE.search(published) and os.path.getsize(PUBLISHED) < LARGEST


def test_its_first_screen_has_the_verdict_and_a_picture(open_report):
    shown = open_report()
    for element in (shown.locator(".lead").first, shown.locator(".bar").first, shown.locator(".plots svg").first):
        box = element.bounding_box()
        assert box["y"] + box["height"] <= 900


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}])
def test_nothing_is_wider_than_the_screen_but_marked_boxes(open_report, options):
    assert open_report(**options).evaluate(OVERFLOW) is False


def test_claims_are_filtered_by_their_verdict_with_keys_alone(open_report):
    shown = open_report()
    box = shown.locator("#show-not-reproduced")
    box.focus()
    shown.keyboard.press("Space")
    rows = shown.locator("tr.is-not-reproduced").all()
    assert rows and all(row.evaluate(HIDDEN) for row in rows)
    assert not shown.locator("tr.is-reproduced").first.evaluate(HIDDEN)


def test_it_is_dark_where_the_reader_likes_it_dark(open_report):
    background = "() => getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)"
    assert max(open_report(color_scheme="dark").evaluate(background)) < 60
    assert min(open_report().evaluate(background)) > 200


@pytest.mark.heavy
def test_it_is_accessible(open_report):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe: pip install axe-playwright-python"
    )
    for scheme in ("light", "dark"):
        found = axe.Axe().run(open_report(color_scheme=scheme)).response["violations"]
        serious = [
            f"{entry['id']}: {entry['nodes'][0]['html'][:120]}"
            for entry in found
            if entry["impact"] in ("serious", "critical")
        ]
        assert serious == []


@pytest.mark.heavy
def test_print_is_short_and_cuts_no_picture(open_report):
    shown = open_report()
    pages = len(re.findall(rb"/Type\s*/Page\b", shown.pdf(format="A4")))
    assert pages < PAGES
    shown.emulate_media(media="print")
    heights = shown.eval_on_selector_all(
        "figure img", "images => images.map(image => image.getBoundingClientRect().height)"
    )
    assert max(heights) < 25 / 2.54 * 96, "of a page's 27.7 cm, with its caption"
