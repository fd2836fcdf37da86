from . import woo_binding
from . import woo_backend
from . import woo_backend_connection
from . import woo_backend_health
from . import woo_backend_webhook
from . import woo_backend_poll
from . import woo_event
