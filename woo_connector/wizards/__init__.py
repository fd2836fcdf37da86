from . import woo_connect
from . import woo_import_orders
