"""Completes a freshly installed base template; ``odoo shell`` runs it with ``env``."""

# A store may sell in another currency than the company keeps its books in.
for currency in ("EUR", "GBP", "USD"):
    env.ref(f"base.{currency}").active = True  # noqa: F821
env.company.country_id = env.ref("base.us")  # noqa: F821

# Every browser would otherwise wait 40 s for the bundles of its own clone.
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821
