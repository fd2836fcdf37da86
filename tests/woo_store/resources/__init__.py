"""The resources of the WooCommerce API, one file each.

``ALL`` lists the controllers that the store serves.
"""

from ..rest.controller import Controller
from .taxes import Taxes

ALL: list[type[Controller]] = [Taxes]
