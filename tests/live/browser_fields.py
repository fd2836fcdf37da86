"""One field of a form or of a row in the browser."""

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as TooLate

EDITABLE = "input:visible, textarea:visible"
# What a many2one and a selection offer while one types.
OFFERS = (
    ".o-autocomplete--dropdown-item:visible, .o_select_menu_item:visible,"
    " .o_field_selection_menu .o-dropdown-item:visible"
)

#: After so long, what covers a field does not go by itself.
COVERED_MILLISECONDS = 8000


class Field:
    """A field as its user sees it.

    :attr place: Playwright's locator of the widget
    """

    def __init__(self, place: Locator):
        self.place = place

    def text(self) -> str:
        """Return what is shown or stands in the input."""
        self.place.wait_for()
        entry = self.place.locator(EDITABLE)
        if entry.count() and entry.first.get_attribute("type") != "checkbox":
            return entry.first.input_value()
        return self.place.inner_text().strip()

    def is_editable(self) -> bool:
        """Whether its user could change it."""
        self.place.wait_for()
        return self.place.locator(EDITABLE).count() > 0

    def fill(self, value: str) -> None:
        """Type a value, and leave the field."""
        entry = self.place.locator(EDITABLE).first
        entry.fill(value)
        entry.blur()

    def choose(self, label: str) -> None:
        """Type the beginning of what is offered, then take it."""
        entry = self.place.locator(EDITABLE).first
        try:
            entry.click(timeout=COVERED_MILLISECONDS)
        except TooLate:
            # A search that ended after its user had chosen opens the list again, above
            # the fields below it.
            self.place.page.keyboard.press("Escape")
            entry.click()
        entry.fill(label)
        offers = self.place.page.locator(OFFERS)
        offers.filter(has_text=label).first.click()

    def tick(self, ticked: bool = True) -> None:
        """Tick a box, or switch a toggle on."""
        self.place.locator("input[type=checkbox]").set_checked(ticked)

    def attach(self, file: str) -> None:
        """Choose a file."""
        self.place.locator("input[type=file]").set_input_files(file)
