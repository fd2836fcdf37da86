"""How the catalogue of the stock bench is laid out, in Odoo and in the store."""

from dataclasses import dataclass
from math import ceil

#: Every thousand SKUs are alike: so many simple products, and two parents whose
#: variations fill no whole number of batches.
BLOCK = 1000
SIMPLE = 800
VARIATIONS = (150, 50)
BATCH = 100

#: Ids of the copies begin here: an Odoo that was just installed has none so high.
FIRST_ID = 1_000_000
FIRST_PARENT = 10_000_000
#: Which product a SKU is in Odoo, as if both sides had been filled by different hands.
#: A prime, so that each product is taken once.
STRIDE = 7919


@dataclass(frozen=True)
class Layout:
    """A catalogue of so many SKUs, a multiple of ``BLOCK``."""

    skus: int

    def __post_init__(self):
        if self.skus % BLOCK or not self.skus % STRIDE:
            raise ValueError(f"{self.skus} SKUs are not some times {BLOCK}")

    @property
    def parents(self) -> int:
        """How many parents the variations have."""
        return len(VARIATIONS) * self.skus // BLOCK

    def fewest_requests(self) -> int:
        """Return in how few requests the stock of all can be told to the store."""
        blocks = self.skus // BLOCK
        of_variations = sum(ceil(count / BATCH) for count in VARIATIONS)
        return ceil(blocks * SIMPLE / BATCH) + blocks * of_variations

    def query(self) -> str:
        """Return the query of all SKUs: ``number`` (which is the store's id), ids of
        product and template, and the parent in the store, 0 for simple products."""
        place = f"(number - 1) % {BLOCK}"
        parent = (
            f"{FIRST_PARENT} + {len(VARIATIONS)} * ((number - 1) / {BLOCK})"
            f" + ({place} >= {SIMPLE + VARIATIONS[0]})::int"
        )
        product = f"{FIRST_ID} + (number * {STRIDE}) % {self.skus}"
        return f"""
            SELECT number, product_id, parent_woo_id,
                   CASE WHEN parent_woo_id = 0 THEN product_id ELSE parent_woo_id END
                        AS template_id
              FROM (SELECT number, {product} AS product_id,
                           CASE WHEN {place} < {SIMPLE} THEN 0 ELSE {parent} END
                                AS parent_woo_id
                      FROM generate_series(1, {self.skus}) AS number) AS placed
        """
