"""Odoo in a browser: what a person does with it, in a person's words."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, sync_playwright

from tests.live.browser_fields import Field
from tests.live.browser_rows import Rows

WINDOW = {"width": 1280, "height": 800}
# Chromium's own sandbox and graphics are not to be had as root on a server.
FLAGS = ["--no-sandbox", "--disable-gpu"]
ALL_LOADED = """() => document.fonts.status === "loaded"
    && [...document.images].every(image => image.complete)"""
PATIENCE_MILLISECONDS = 20_000
# The first page of a new database makes its asset bundles.
PATIENCE_AT_FIRST = 90_000


@contextmanager
def open_browser(settings: dict) -> Iterator[Browser]:
    """Start a browser of our own; one at a time in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=settings["chromium"],
            args=FLAGS if os.geteuid() == 0 else FLAGS[1:],
        )
        yield browser
        browser.close()


class OdooPage:
    """The page of one user, who shares no session with the other pages.

    Everything waits for what it needs, and what is named is looked for in the dialog in
    front when there is one. A field is named as in its model, a button, tab, menu or
    row by the text on it.

    :attr page: Playwright's page, for what no method here does
    :attr errors: what the page wrote to the console as an error
    """

    def __init__(self, browser: Browser, address: str, screenshots: Path):
        self.page = browser.new_context(viewport=WINDOW).new_page()
        self.page.set_default_timeout(PATIENCE_MILLISECONDS)
        self.errors: list[str] = []
        self._address = address
        self._screenshots = screenshots
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def close(self) -> None:
        """Close the page and forget who was logged in."""
        self.page.context.close()

    # Getting somewhere

    def log_in(self, login: str = "admin", password: str = "admin") -> None:
        """Log in through the form."""
        self.page.goto(f"{self._address}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar", timeout=PATIENCE_AT_FIRST)

    def open(self, path: str) -> None:
        """Open an address below ``/odoo``."""
        self.page.goto(f"{self._address}/odoo/{path}")
        self.page.wait_for_selector(".o_action_manager .o_view_controller")

    def open_record(self, model: str, record_id: int) -> None:
        """Open the form of a record, coming from the stores."""
        self.open(f"woocommerce-stores/{model}/{record_id}")
        self.page.wait_for_selector(".o_form_view")

    def visit(self, *menus: str) -> None:
        """Open a screen of the connector through its menus."""
        self.open("woocommerce-stores")
        bar = self.page.locator(".o_main_navbar .o_menu_sections")
        bar.get_by_text(menus[0], exact=True).click()
        for menu in menus[1:]:
            self.page.get_by_role("menuitem", name=menu, exact=True).click()
        title = self.page.locator(".o_last_breadcrumb_item")
        title.filter(has_text=menus[-1]).wait_for()

    def show_tab(self, label: str) -> None:
        """Turn to a tab of the form."""
        self.front().locator(".o_notebook .nav-link", has_text=_exactly(label)).click()

    # Doing something

    def press(self, label: str) -> None:
        """Press the visible button with this text."""
        button = self.front().locator("button:visible")
        button.filter(has_text=_exactly(label)).first.click()

    def press_statistic(self, label: str) -> None:
        """Press the button above a form that shows a number or state with this text.

        Those that find no place are behind *More*.
        """
        more = self.front().locator(".o-form-buttonbox .o_button_more")
        button = self.front().locator(".oe_stat_button", has_text=label).first
        button.or_(more).first.wait_for()
        if not button.is_visible():
            more.click()
            button = self.page.locator(
                ".o-dropdown--menu .oe_stat_button", has_text=label
            ).first
        button.click()

    def press_action(self, label: str) -> None:
        """Choose an entry of the cogwheel's menu (a list's: *Actions*)."""
        cog = self.page.locator(".o_cp_action_menus:visible .dropdown-toggle")
        cog.last.click()
        menu = self.page.locator(".o-dropdown--menu")
        menu.locator(".o_menu_item", has_text=_exactly(label)).click()

    def fill(self, field: str, value: str) -> None:
        """Type into a field of the form in front."""
        self.field(field).fill(value)

    def choose(self, field: str, label: str) -> None:
        """Choose a record or an entry that is offered for a field."""
        self.field(field).choose(label)

    def tick(self, field: str, ticked: bool = True) -> None:
        """Tick a box, or switch a toggle on."""
        self.field(field).tick(ticked)

    def attach(self, field: str, file: str) -> None:
        """Choose a file for a binary field."""
        self.field(field).attach(file)

    def save(self) -> None:
        """Save the form, or the row of a list; return once it is saved."""
        button = ".o_form_button_save:visible, .o_list_button_save:visible"
        self.page.locator(button).first.click()
        self.page.locator(button).first.wait_for(state="hidden")

    def reload(self) -> None:
        """Look again."""
        self.page.reload()
        self.page.wait_for_selector(".o_action_manager .o_view_controller")

    # Seeing something

    def field(self, name: str) -> Field:
        """Return a field of the form in front."""
        return Field(self.front().locator(f".o_field_widget[name={name}]").first)

    def rows(self, field: str = "") -> Rows:
        """Return the rows of the list in view, or of a form's one2many ``field``."""
        within = self.front()
        if field:
            within = within.locator(f".o_field_widget[name={field}]")
        return Rows(within.locator(".o_list_renderer").first)

    def sees(self, text: str) -> Locator:
        """Wait until a text is on the page; return where."""
        found = self.page.get_by_text(text).locator("visible=true").first
        found.wait_for()
        return found

    def sees_not(self, text: str) -> None:
        """Wait until a text is nowhere on the page.

        Make sure first, by :meth:`sees`, that the page has what it is to have.
        """
        found = self.page.get_by_text(text).locator("visible=true")
        found.first.wait_for(state="hidden")

    def has_button(self, label: str) -> bool:
        """Whether a button can be pressed now (this does not wait)."""
        button = self.front().locator("button:visible")
        return button.filter(has_text=_exactly(label)).count() > 0

    def take_picture(self, name: str) -> None:
        """Save what is seen as ``<name>.png``; it must be at rest by then."""
        self.page.locator(".o_loading_indicator").wait_for(state="detached")
        self.page.wait_for_function(ALL_LOADED)
        self.page.mouse.move(0, 0)
        self._screenshots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._screenshots / f"{name}.png")

    def front(self) -> Locator:
        """Return the dialog when one is open, else the page."""
        dialog = self.page.locator(".modal:not(.o_inactive_modal)")
        return dialog.last if dialog.count() else self.page.locator("body")

    def _note(self, message) -> None:
        if message.type == "error":
            self.errors.append(message.text)


def _exactly(label: str) -> re.Pattern:
    return re.compile(rf"^\s*{re.escape(label)}\s*$")
