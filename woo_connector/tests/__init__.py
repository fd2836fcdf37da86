from . import test_inbox_commit
from . import test_webhook
from . import test_order_amounts
from . import test_stock_outbox
from . import test_stock_push
