"""A process of its own that sends the shoppers of a flash sale into the store.

``python -m tests.live.accuracy_shoppers`` reads one JSON document from standard input
(see :class:`Crowd`) and prints one JSON line for each shopper who was served or refused
(see :class:`Outcome`). Every shopper comes at a fixed moment, whether earlier ones are
done or not, asks for a cart, puts one product into it and checks out, all of it through
the Store API, which looks at the stock twice.
"""

import asyncio
import json
import ssl
import sys
import time
from dataclasses import asdict, dataclass

import aiohttp

from tests.live.shopper import address_of, shipping_address_of

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Crowd:
    """Who comes when, and to which store.

    :param begin: Unix time of the sale's beginning
    :param visits: seconds after the beginning, store's product id, pieces wanted
    :param ca_file: who signed the store's certificate; empty for a public authority
    """

    address: str
    ca_file: str
    payment_method: str
    begin: float
    visits: list[tuple[float, int, int]]

    def to_json(self) -> str:
        """Return the document the process reads."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Outcome:
    """What became of one shopper.

    :param number: place in the list of visits
    :param at: Unix time of the store's last answer
    :param order_id: 0 when refused
    :param refusal: the store's words
    :param is_failure: the store did not refuse for lack of stock, but failed
    """

    number: int
    at: float
    order_id: int = 0
    refusal: str = ""
    is_failure: bool = False


class RefusedError(Exception):
    """The store does not go on with this visit."""

    def __init__(self, status: int, text: str):
        super().__init__(f"{status}: {text[:300]}")
        # A store refuses with an error of the client's kind that speaks of its stock.
        self.is_failure = not (400 <= status < 500 and "stock" in text)


class Shoppers:
    """All shoppers of a sale."""

    def __init__(self, crowd: Crowd):
        self._crowd = crowd
        self._ssl = ssl.create_default_context(cafile=crowd.ca_file or None)

    async def come(self) -> None:
        """Send everybody in; return when the last one has left."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        # Without cookies: they would make one visitor of all.
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(timeout=timeout, cookie_jar=jar) as session:
            visits = range(len(self._crowd.visits))
            await asyncio.gather(*(self._visit(session, each) for each in visits))

    async def _visit(self, session: aiohttp.ClientSession, number: int) -> None:
        at, product, quantity = self._crowd.visits[number]
        await asyncio.sleep(max(0.0, self._crowd.begin + at - time.time()))
        try:
            order = await self._buy(session, number, product, quantity)
            outcome = Outcome(number, time.time(), order_id=order)
        except RefusedError as error:
            outcome = Outcome(number, time.time(), 0, str(error), error.is_failure)
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            outcome = Outcome(number, time.time(), 0, repr(error), is_failure=True)
        print(json.dumps(asdict(outcome)), flush=True)

    async def _buy(self, session, number: int, product: int, quantity: int) -> int:
        headers: dict[str, str] = {}
        addresses = {
            "billing_address": address_of(number),
            "shipping_address": shipping_address_of(number),
        }
        payment = {"payment_method": self._crowd.payment_method, "payment_data": []}
        await self._send(session, headers, "GET", "cart")
        item = {"id": product, "quantity": quantity}
        await self._send(session, headers, "POST", "cart/add-item", item)
        await self._send(session, headers, "POST", "cart/update-customer", addresses)
        body = {**addresses, **payment}
        answer = await self._send(session, headers, "POST", "checkout", body)
        return answer["order_id"]

    async def _send(self, session, headers, method, path, body=None) -> dict:
        """Send a request of one visit; its ``headers`` keep the visit together."""
        url = f"{self._crowd.address}/wp-json/wc/store/v1/{path}"
        sent = {"headers": headers, "json": body, "ssl": self._ssl}
        async with session.request(method, url, **sent) as answer:
            text = await answer.text()
            if answer.status >= 400:
                raise RefusedError(answer.status, text)
            for name in ("Cart-Token", "Nonce"):
                if name in answer.headers:
                    headers[name] = answer.headers[name]
        return json.loads(text)


def main() -> None:
    """Read who comes, let them come."""
    asyncio.run(Shoppers(Crowd(**json.load(sys.stdin))).come())


if __name__ == "__main__":
    main()
