"""The users to whom API keys belong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """A WordPress user with the rights that matter to the API."""

    id: int
    role: str

    @property
    def manages_store(self) -> bool:
        """Administrators and shop managers may do everything in the store."""
        return self.role in ("administrator", "shop_manager")


@dataclass(frozen=True)
class ApiKey:
    """A consumer key with its secret: ``permissions`` is read, write or read_write."""

    key: str
    secret: str
    permissions: str
    user: User
