"""The rows of a list in the browser."""

from playwright.sync_api import Locator

from tests.live.browser_fields import Field


class Rows:
    """A list; a row is named by a text in it that no other row has.

    :attr place: Playwright's locator of the list
    """

    def __init__(self, place: Locator):
        self.place = place

    def row(self, text: str) -> Locator:
        """Wait for the row with this text and return it."""
        found = self.place.locator(".o_data_row", has_text=text).first
        found.wait_for()
        return found

    def texts(self) -> list[str]:
        """Return the text of each row, its cells parted by tabs."""
        self.place.wait_for()
        rows = self.place.locator(".o_data_row").all()
        return ["\t".join(row.locator("td").all_inner_texts()).strip() for row in rows]

    def has(self, text: str) -> bool:
        """Whether a row has this text now (this does not wait for the row)."""
        return any(text in row for row in self.texts())

    def cell(self, text: str, field: str) -> str:
        """Return what a row shows in the column of a field."""
        return self._cell(text, field).inner_text().strip()

    def open(self, text: str) -> None:
        """Click a row, which opens its record."""
        self.row(text).locator(".o_data_cell").first.click()

    def select(self, text: str) -> None:
        """Tick the box in front of a row."""
        self.row(text).locator(".o_list_record_selector input").check()

    def fill(self, text: str, field: str, value: str) -> None:
        """Type into a cell of an editable list."""
        self._edited(text, field).fill(value)

    def choose(self, text: str, field: str, label: str) -> None:
        """Choose what is offered in a cell of an editable list."""
        self._edited(text, field).choose(label)

    def press(self, text: str, label: str) -> None:
        """Press a button in a row, named by its text or its tooltip."""
        buttons = self.row(text).locator("button:visible")
        named = buttons.filter(has_text=label)
        titled = self.row(text).locator(
            f'button[title="{label}"], button[data-tooltip="{label}"]'
        )
        named.or_(titled).first.click()

    def add(self, label: str = "Add a line") -> None:
        """Begin a new row of a form's list."""
        self.place.get_by_role("button", name=label).click()

    def _cell(self, text: str, field: str) -> Locator:
        return self.row(text).locator(f".o_data_cell[name={field}]")

    def _edited(self, text: str, field: str) -> Field:
        """Click a cell; the row that is edited need not show its text as text."""
        self._cell(text, field).click()
        selected = self.place.locator(".o_selected_row")
        return Field(selected.locator(f".o_field_widget[name={field}]"))
