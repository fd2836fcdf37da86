"""When a push has to look at what its store has sold, without any tie to a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from .stock_update import StockUpdate

#: How long a look at the orders stands for the next one, together with what the store
#: has announced since.
FRESH = timedelta(seconds=3)

#: How long where the store is known to announce its orders.
FRESH_IF_ANNOUNCED = timedelta(seconds=10)


def owe_look(updates: Iterable[StockUpdate]) -> bool:
    """Tell whether what was sent calls for a look at the orders afterwards.

    A number overwrites what the store has sold since the last look. For a product that
    is selling, that has to be seen and put right at once. Of the others hardly any is
    sold within that second, and the order's own announcement puts it right. Of nothing
    no more can be sold, and from nothing nothing was.
    """
    return any(
        update.is_selling and update.quantity and update.shown != 0
        for update in updates
    )


@dataclass
class OrderLooks:
    """The looks of one push.

    :param is_wanted: whether the store is asked for orders at all
    :param is_recent: what the store has sold until a moment ago is known
    :param is_owed: something was sent, see `owe_look`
    :param has_looked: nothing was sent since the last look of this push
    """

    is_wanted: bool
    is_recent: bool = False
    is_owed: bool = False
    has_looked: bool = False

    def are_due(self, updates: list[StockUpdate], is_last: bool) -> bool:
        """Tell whether the orders have to be looked at now.

        :param updates: what is to be sent next
        :param is_last: nothing waits any more
        """
        if not self.is_wanted:
            return False
        return self.is_owed if is_last else bool(updates) and not self.can_wait()

    def can_wait(self) -> bool:
        """Tell whether what is urgent may go with all the rest, no look being first."""
        return self.is_recent or self.has_looked or not self.is_wanted

    def may_be_spared(self) -> bool:
        """Tell whether a later push may do what this one would have to look for.

        Where nobody looks at orders, nobody knows what is selling, and what can wait.
        """
        return self.is_wanted and not self.is_owed and not self.has_looked

    def note_look(self) -> None:
        """Take note that the orders were looked at."""
        self.has_looked, self.is_owed = True, False

    def note_sent(self, updates: list[StockUpdate]) -> None:
        """Take note that numbers were sent."""
        if updates:
            self.has_looked = False
            self.is_owed = self.is_owed or owe_look(updates)
