"""WooCommerce's language: everything the addon knows about the store, without Odoo.

This package never imports odoo. It talks to a store's REST API and turns its JSON into
typed, immutable objects, and it does the arithmetic that can be proven without a
database. The models of the addon are the only place where both languages meet.

* `client`, `authentication`, `rate_limit`: send one request and judge the answer
* `errors`, `diagnosis`: what kind of failure it is, and how it is told
* `connection`: find out whether and how a store can be reached
* `schema`: payloads; `fingerprint`: whether one changed
* `amounts`: the store's amounts to the cent; `availability`: what can be sold
* `cursor`: which changes to ask for next; `signature`: who sent a webhook
* `redaction`: keeps credentials out of logs

Inside, only relative imports; outside Odoo (tests) it is the top-level package `woo`.
"""
