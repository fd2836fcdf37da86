"""Odoo in a browser: what a person does with it, in a person's words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

WINDOW = {"width": 1280, "height": 800}
# Chromium's own sandbox and graphics are not to be had as root on a server.
FLAGS = ["--no-sandbox", "--disable-gpu"]
PATIENCE_MILLISECONDS = 30_000


@contextmanager
def browser_page(settings: dict) -> Iterator[Page]:
    """Open an empty page of a browser of our own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=settings["chromium"],
            args=FLAGS if os.geteuid() == 0 else FLAGS[1:],
        )
        page = browser.new_page(viewport=WINDOW)
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        yield page
        browser.close()


class OdooPage:
    """A logged-in user's page.

    :attr errors: what the page wrote to the console as an error
    """

    def __init__(self, page: Page, address: str, screenshots: Path):
        self.page = page
        self.errors: list[str] = []
        self._address = address
        self._screenshots = screenshots
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def log_in(self, login: str = "admin", password: str = "admin") -> None:
        """Log in through the form."""
        self.page.goto(f"{self._address}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar")

    def open(self, path: str) -> None:
        """Open an address below ``/odoo``."""
        self.page.goto(f"{self._address}/odoo/{path}")
        self.page.wait_for_selector(".o_action_manager .o_view_controller")

    def fill(self, field: str, value: str) -> None:
        """Type into a field of the form in front."""
        self._field(field).locator("input").first.fill(value)

    def attach(self, field: str, file: str) -> None:
        """Choose a file for a binary field."""
        self._field(field).locator("input[type=file]").set_input_files(file)

    def press(self, label: str) -> None:
        """Press the visible button with this text."""
        self._front().get_by_role("button", name=label, exact=True).click()

    def choose(self, *labels: str) -> None:
        """Walk through the menus of the app that is open."""
        menus = self.page.locator(".o_main_navbar")
        menus.get_by_role("button", name=labels[0], exact=True).or_(
            menus.get_by_role("menuitem", name=labels[0], exact=True)
        ).first.click()
        for label in labels[1:]:
            self.page.get_by_role("menuitem", name=label, exact=True).click()

    def sees(self, text: str) -> Locator:
        """Wait until a text is on the page; return where."""
        found = self.page.get_by_text(text).locator("visible=true").first
        found.wait_for()
        return found

    def take_picture(self, name: str) -> None:
        """Save what is seen as ``<name>.png``."""
        self.page.wait_for_load_state("networkidle")
        self.page.mouse.move(0, 0)
        self._screenshots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._screenshots / f"{name}.png")

    def _field(self, name: str) -> Locator:
        return self._front().locator(f".o_field_widget[name={name}]")

    def _front(self) -> Locator:
        """Return the dialog when one is open, else the page."""
        dialog = self.page.locator(".modal:not(.o_inactive_modal)")
        return dialog.last if dialog.count() else self.page.locator("body")

    def _note(self, message) -> None:
        if message.type == "error":
            self.errors.append(message.text)
