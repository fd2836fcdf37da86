"""A shopper's cart and checkout: its arithmetic, shipping rates and orders."""
