"""Orders: their items, arithmetic, editing, statuses, stock, refunds and answers."""
