"""What ``make demo-check`` says at its end, and when that is good."""

import json
import statistics
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Report:
    """The outcome; delays in seconds, ``None`` when no webhook came."""

    placed: int
    imported: int
    confirmed: int
    exact_total: int
    duplicates: int
    webhook_to_order_median_s: float | None
    webhook_to_order_max_s: float | None
    skus: int
    skus_equal: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Every order arrived once, to the cent, and all stock agrees."""
        return (
            0 < self.placed == self.imported == self.exact_total
            and self.duplicates == 0
            and 0 < self.skus == self.skus_equal
        )

    def to_json(self) -> str:
        """Return the one line that is printed."""
        return json.dumps(asdict(self))


def delays_of(announced: dict[int, float], seen: dict[int, float]) -> list[float]:
    """Return the seconds between each order's first webhook and its sale order.

    :param announced: when the first webhook of an order was received
    :param seen: when its sale order was first seen
    """
    return [
        max(0.0, seen[order] - moment)
        for order, moment in announced.items()
        if order in seen
    ]


def median(values: list[float]) -> float | None:
    """Return the median in hundredths, ``None`` of nothing."""
    return round(statistics.median(values), 2) if values else None


def maximum(values: list[float]) -> float | None:
    """Return the largest in hundredths, ``None`` of nothing."""
    return round(max(values), 2) if values else None
