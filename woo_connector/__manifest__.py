{
    "name": "WooCommerce Connector",
    "summary": "Orders come in once and to the cent, stock goes back at once",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "license": "LGPL-3",
    "author": "WooCommerce Connector maintainers",
    "depends": [
        "sale_management",
        "sale_stock",
        "stock_delivery",
        "queue_job",
    ],
    "external_dependencies": {"python": ["woocommerce", "requests", "pydantic"]},
    "data": [
        "security/woo_security.xml",
        "security/ir.model.access.csv",
        "data/queue_job.xml",
        "views/menus.xml",
    ],
    "application": True,
    "installable": True,
}
