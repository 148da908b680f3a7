"""Pages in a real browser: Playwright drives the Chromium of the system, with the network off."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
PICTURES = Path(__file__).resolve().parent.parent / "build" / "screenshots"
"""Screenshots for a person to look at; git ignores them."""

DESKTOP, SMALL, PHONE = (1400, 900), (1000, 700), (390, 844)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine; on Debian: apt-get install chromium"
)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; every page of it is closed with it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """One page of a browser, and what it said and asked for."""

    def __init__(self, browser: Any, path: Path, *, size: tuple[int, int] = DESKTOP, **options: Any) -> None:
        self.path = path
        phone = size[0] < 500
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, offline=True, accept_downloads=True,
            device_scale_factor=2 if phone else 1, has_touch=phone,
            **options,
        )  # fmt: skip
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, fragment: str = "") -> Visit:
        self.page.goto(self.path.as_uri() + fragment)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.settle()
        return self

    def settle(self, milliseconds: int = 0) -> None:
        """Wait until what was begun is drawn."""
        if milliseconds:
            self.page.wait_for_timeout(milliseconds)
        self.page.evaluate("() => new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))")

    def hash(self) -> str:
        return str(self.page.evaluate("() => location.hash"))

    def picture(self) -> str:
        """What the canvas holds."""
        return str(self.page.evaluate("() => document.querySelector('#net canvas').toDataURL()"))

    def saved(self, button: str) -> bytes:
        """What a button of the menu Save gives."""
        if not self.page.evaluate("() => document.getElementById('save').open"):
            self.page.click("#save summary")
        with self.page.expect_download() as waiting:
            self.page.click(f"#{button}")
        return Path(waiting.value.path()).read_bytes()

    def nodes(self) -> dict[str, dict[str, Any]]:
        """What passes the filters, as the page exports it."""
        return {node["id"]: node for node in json.loads(self.saved("json"))["nodes"]}

    def until(self, month: int) -> None:
        """Put the time slider there."""
        self.page.evaluate(
            "i => { const m = document.getElementById('month'); m.value = i;"
            " m.dispatchEvent(new Event('input')); m.dispatchEvent(new Event('change')); }",
            month,
        )
        self.settle()

    def shoot(self, name: str) -> None:
        """Keep a screenshot for a person to look at."""
        self.settle(500)
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def serious(self) -> list[str]:
        """What axe-core finds that keeps somebody out."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [
            f"{rule['id']}: {rule['help']}: {[node['html'][:120] for node in rule['nodes'][:3]]}"
            for rule in found
            if rule["impact"] in ("serious", "critical")
        ]

    def clean(self) -> None:
        """Nothing was said on the console, and nothing but the file itself was asked for."""
        assert not self.said, self.said
        outside = [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]
        assert not outside, outside
