from . import woo_connect
from . import woo_import_orders
from . import woo_order_try_out
from . import woo_stock_why
from . import woo_stock_why_words
