"""The resources of the WooCommerce API, one file each.

``ALL`` lists the controllers that the store serves.
"""

from ..rest.controller import Controller
from .attributes import Attributes, AttributeTerms
from .customers import Customers
from .data import Data
from .fulfillments import Fulfillments
from .index import Index
from .coupons import Coupons
from .order_notes import OrderNotes
from .order_statuses import OrderStatuses
from .orders import Orders
from .payment_gateways import PaymentGateways
from .product_terms import Brands, Categories, ShippingClasses, Tags
from .products import Products
from .refunds import OrderRefunds, Refunds
from .reports import Reports
from .reviews import Reviews
from .sales_reports import SalesReports
from .settings import Settings
from .shipping_methods import ShippingMethods
from .shipping_zone_methods import Methods
from .shipping_zones import Locations, Zones
from .store_api import StoreCart, StoreCheckout
from .system_status import SystemStatus
from .system_status_tools import SystemStatusTools
from .tax_classes import TaxClasses
from .taxes import Taxes
from .variations import Variations
from .webhooks import Webhooks
from .wordpress_batch import WordPressBatch

ALL: list[type[Controller]] = [
    Coupons,
    Attributes,
    AttributeTerms,
    Brands,
    Categories,
    Customers,
    Data,
    Index,
    Locations,
    Methods,
    PaymentGateways,
    Products,
    Reports,
    Reviews,
    SalesReports,
    Settings,
    ShippingClasses,
    ShippingMethods,
    StoreCart,
    StoreCheckout,
    SystemStatus,
    SystemStatusTools,
    Tags,
    TaxClasses,
    Variations,
    Zones,
    Orders,
    Fulfillments,
    OrderNotes,
    OrderStatuses,
    OrderRefunds,
    Refunds,
    Taxes,
    Webhooks,
    WordPressBatch,
]
