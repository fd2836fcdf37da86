"""A WooCommerce REST v3 store in one Python process, with its state in memory.

It answers as a recorded WooCommerce 10.7.0 does, the awkward parts included, so that a
connector can be written and tested without a shop.  Start it with
``python -m tests.woo_store --port 8089``.
"""
