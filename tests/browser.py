"""An installed Chromium, driven by Playwright; what is missing for that skips the tests with a reason."""

import contextlib
import shutil

import pytest

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@contextlib.contextmanager
def chromium():
    """Give a browser of Playwright's."""
    api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH: apt-get install chromium")
    with api.sync_playwright() as playwright:
        # Chromium has no sandbox for root, which continuous integration is.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


SHOWN = """async () => {
  const { state } = await import("explore/state.js");
  return document.documentElement.dataset.shown === state.model;
}"""


class Watched:
    """A page that keeps what went wrong on it.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    path : str
        Of the file that it shows.
    options
        Of Playwright's ``new_context``. Nothing moves by itself unless they say otherwise.
    """

    def __init__(self, browser, path, **options):
        options = {"viewport": DESKTOP, "reduced_motion": "reduce", **options}
        self.url, self.wrong = "file://" + path, []
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: request.url.startswith(self.url) or self.wrong.append(request.url))

    def open(self, place="#"):
        """Show the page at a hash, and return it when its model is there; it is loaded once, at the first one."""
        if self.page.url.startswith(self.url):
            self.page.evaluate("place => void (location.hash = place)", place)
        else:
            self.page.goto(self.url + place)
        self.settle()
        return self.page

    def settle(self):
        """Wait until the model of the state is shown, and drawn."""
        self.page.wait_for_function(SHOWN)
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
