"""Completes a freshly installed base template; ``odoo shell`` runs it with ``env``."""

# A store may sell in another currency than the company keeps its books in.
for currency in ("EUR", "GBP", "USD"):
    env.ref(f"base.{currency}").active = True
env.company.country_id = env.ref("base.us")

# What the login page, the back office and browser tests load. Each clone would spend
# half a minute on them; making all 37 bundles of Odoo would take twice as long again.
SCRIPTS = (
    "web.assets_web",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.assets_tests",
    "web.__assets_tests_call__",
)
STYLES = ("web.assets_web", "web.assets_web_print", "web.assets_frontend")
for bundle in SCRIPTS:
    env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
for bundle in STYLES:
    env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
