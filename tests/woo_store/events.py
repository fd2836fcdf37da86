"""What happens in the store, told to whoever listens (the webhooks do)."""

from collections.abc import Callable

Listener = Callable[[str, int], None]


class Events:
    """Synchronous announcements such as ``order.created``, with the object's id."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        """Call the listener with every topic and id from now on."""
        self._listeners.append(listener)

    def emit(self, topic: str, object_id: int) -> None:
        """Announce that something happened to an object."""
        for listener in self._listeners:
            listener(topic, object_id)
