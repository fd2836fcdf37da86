{
    "name": "Bare controller to measure beside",
    "summary": "The least a route of Odoo can do that stores what it is sent",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "WooCommerce Connector maintainers",
    "depends": ["base"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
}
