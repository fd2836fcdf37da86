"""Three-way comparison: what was last imported, what store and Odoo say now.

An order is compared part by part: each line, the addresses, the note and so on, see
`order_parts`. Store and Odoo speak of a part in words of their own, so there are two
pairs: what the store said at the last import and what it says now tell what the *store*
changed; what the import wrote and what Odoo holds now tell what a *person* changed.

Parts that only the store changed can be applied without harm. Parts that only Odoo
changed are Odoo's. Parts that both changed need a person, unless both made the same of
them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

#: JSON values by the name of the part; a part that is not there is not in the mapping.
Parts = Mapping[str, Any]

#: What a part that a person kept as it is in Odoo counts as written by the import. It
#: equals nothing that Odoo can hold, so that the part stays Odoo's from then on.
KEPT = {"kept": True}


class Touch(Enum):
    """What Odoo did to a part that the store changed."""

    NONE = "none"
    #: Odoo changed it to what the store says now.
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True)
class Change:
    """A part that the store changed since the last import.

    :param last: what the store said at the last import, None when it was not there
    :param store: what the store says now, None when it is gone
    """

    part: str
    last: Any
    store: Any
    touch: Touch

    @property
    def is_conflict(self) -> bool:
        """Whether both sides changed the part, and to something different."""
        return self.touch is Touch.OTHER


@dataclass(frozen=True)
class Snapshot:
    """How the last import left an order.

    :param last: the parts in the store's words
    :param written: the parts in Odoo's words, as Odoo held them after the import
    """

    last: Parts
    written: Parts

    @property
    def kept(self) -> tuple[str, ...]:
        """The parts that a person decided to keep as they are in Odoo."""
        return tuple(part for part, value in self.written.items() if value == KEPT)

    def touched(self, odoo: Parts) -> tuple[str, ...]:
        """The parts that Odoo changed since the import wrote them.

        A part of Odoo's that the import never wrote is none: the store has no like.
        """
        return tuple(part for part in self.written if self._is_touched(part, odoo))

    def changes(
        self, store: Parts, odoo: Parts, wanted: Parts | None = None
    ) -> tuple[Change, ...]:
        """The parts that the store changed: its own order first, then what is gone.

        :param store: what the store says now
        :param odoo: what Odoo holds now
        :param wanted: what an import would write now, in Odoo's words; without it,
            nothing counts as the same
        """
        gone = [part for part in self.last if part not in store]
        return tuple(
            Change(
                part,
                self.last.get(part),
                store.get(part),
                self._touch(part, odoo, wanted),
            )
            for part in (*store, *gone)
            if self.last.get(part) != store.get(part)
        )

    def after(
        self,
        store: Parts,
        odoo: Parts,
        applied: Collection[str] = (),
        kept: Collection[str] = (),
    ) -> Snapshot:
        """The snapshot once changes are decided.

        A change that is neither applied nor kept stays a change.

        :param store: what the store says now
        :param odoo: what Odoo holds once the changes are applied
        :param applied: parts that Odoo took over
        :param kept: parts that a person kept as they are in Odoo
        """
        last, written = dict(self.last), dict(self.written)
        for part in (*applied, *kept):
            _put(last, part, store)
        for part in applied:
            _put(written, part, odoo)
        written.update({part: KEPT for part in kept})
        return Snapshot(last, written)

    def _is_touched(self, part: str, odoo: Parts) -> bool:
        return self.written.get(part) != odoo.get(part)

    def _touch(self, part: str, odoo: Parts, wanted: Parts | None) -> Touch:
        if not self._is_touched(part, odoo):
            return Touch.NONE
        if wanted is not None and wanted.get(part) == odoo.get(part):
            return Touch.SAME
        return Touch.OTHER


def _put(target: dict[str, Any], part: str, source: Parts) -> None:
    if part in source:
        target[part] = source[part]
    else:
        target.pop(part, None)
