"""When a push has to look at what its store has sold, without any tie to a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from .stock_update import StockUpdate

#: How long a look at the orders stands for the next one.
FRESH = timedelta(seconds=2)


def owe_look(updates: Iterable[StockUpdate]) -> bool:
    """Tell whether what was sent calls for a look at the orders afterwards.

    A number overwrites what the store has sold since the last look. For a product that
    is selling, that has to be seen and put right at once. Of the others hardly any is
    sold within that second, and the order's own announcement puts it right. Of nothing
    no more can be sold.
    """
    return any(update.is_selling and update.quantity for update in updates)


@dataclass
class OrderLooks:
    """The looks of one push.

    :param is_wanted: whether the store is asked for orders at all
    :param is_fresh: nothing was sent since the last look, which has just been
    :param is_owed: something was sent, see `owe_look`
    """

    is_wanted: bool
    is_fresh: bool = False
    is_owed: bool = False

    def are_due(self, updates: list[StockUpdate], is_last: bool) -> bool:
        """Tell whether the orders have to be looked at now.

        :param updates: what is to be sent next
        :param is_last: nothing waits any more
        """
        if not self.is_wanted:
            return False
        return self.is_owed if is_last else bool(updates) and not self.is_fresh

    def can_wait(self) -> bool:
        """Tell whether what is urgent may go with all the rest, no look being first."""
        return self.is_fresh or not self.is_wanted

    def note_look(self) -> None:
        """Take note that the orders were looked at."""
        self.is_fresh, self.is_owed = True, False

    def note_sent(self, updates: list[StockUpdate]) -> None:
        """Take note that numbers were sent."""
        if updates:
            self.is_fresh = False
            self.is_owed = self.is_owed or owe_look(updates)
