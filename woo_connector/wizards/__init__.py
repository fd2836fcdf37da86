from . import woo_connect
from . import woo_import_orders
from . import woo_order_try_out
