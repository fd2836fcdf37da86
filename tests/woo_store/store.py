"""The store: its state, clock, keys and addresses in one object."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .events import Events
from .site_time import SiteTime
from .state import State
from .users import ApiKey, User

if TYPE_CHECKING:
    from .rest.dispatch import Dispatcher


class Store:
    """Everything that request handlers work on.

    ``seed`` fills a fresh ``State``; it is called at the start and at each reset.
    ``site_url`` is the address that appears in links, without a slash at its end.
    """

    def __init__(
        self,
        seed: Callable[[Store], None],
        *,
        site_url: str,
        keys: list[ApiKey],
    ):
        self.site_url = site_url
        self.keys = {key.key: key for key in keys}
        self.clock = SiteTime()
        self.events = Events()
        #: answers requests to the REST API; the server sets it
        self.dispatcher: Dispatcher
        self._seed = seed
        self.state = State()
        self.reset()

    def reset(self) -> None:
        """Put the store back to its seed."""
        self.state = State()
        self._seed(self)

    def api_url(self, path: str) -> str:
        """Return the address of a path below ``/wp-json/wc/v3``."""
        return f"{self.site_url}/wp-json/wc/v3/{path.lstrip('/')}"

    def setting(self, group: str, name: str) -> str:
        """Return a setting's value, empty when the store has none of that name."""
        return self.state.setting(group, name) or ""


def standard_keys(key: str, secret: str) -> list[ApiKey]:
    """Return the main key and the ones with fewer rights.

    The others are derived from the main pair: ``…_read_only`` and so on.
    """
    admin, manager = User(1, "administrator"), User(2, "shop_manager")
    return [
        ApiKey(key, secret, "read_write", admin),
        ApiKey(f"{key}_read_only", f"{secret}_read_only", "read", admin),
        ApiKey(f"{key}_write_only", f"{secret}_write_only", "write", admin),
        ApiKey(f"{key}_shop_manager", f"{secret}_shop_manager", "read_write", manager),
    ]
