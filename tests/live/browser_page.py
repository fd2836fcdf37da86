"""Odoo in a browser: what a person does with it, in a person's words."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

WINDOW = {"width": 1280, "height": 800}
# Chromium's own sandbox and graphics are not to be had as root on a server.
FLAGS = ["--no-sandbox", "--disable-gpu"]
ALL_LOADED = """() => document.fonts.status === "loaded"
    && [...document.images].every(image => image.complete)"""
# The first page of a new database makes its asset bundles.
PATIENCE_MILLISECONDS = 90_000


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
        button = self._front().locator("button:visible")
        button.filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).first.click()

    def press_statistic(self, label: str) -> None:
        """Press the button above a form that shows a number or state with this text."""
        self._front().locator(".oe_stat_button", has_text=label).first.click()

    def visit(self, *menus: str) -> None:
        """Open a screen of the connector through its menus."""
        self.open("woocommerce-stores")
        bar = self.page.locator(".o_main_navbar .o_menu_sections")
        bar.get_by_text(menus[0], exact=True).click()
        for menu in menus[1:]:
            self.page.get_by_role("menuitem", name=menu, exact=True).click()
        title = self.page.locator(".o_last_breadcrumb_item")
        title.filter(has_text=menus[-1]).wait_for()

    def sees(self, text: str) -> Locator:
        """Wait until a text is on the page; return where."""
        found = self.page.get_by_text(text).locator("visible=true").first
        found.wait_for()
        return found

    def take_picture(self, name: str) -> None:
        """Save what is seen as ``<name>.png``."""
        self.page.locator(".o_loading_indicator").wait_for(state="detached")
        self.page.wait_for_function(ALL_LOADED)
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
