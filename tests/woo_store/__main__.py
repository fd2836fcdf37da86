"""Start the store: ``python -m tests.woo_store --port 8089``.

Prints one line of JSON with the addresses and the keys, then serves until stopped.
"""

import argparse
import asyncio
import json
import secrets
import tempfile
from pathlib import Path

from .seeding import seed_from
from .server import Certificates, bind, build_app, start
from .store import Store, standard_keys


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="woo_store", description=__doc__)
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, required=True, help="port for plain http, 0: a free one")
    add("--https-port", type=int, help="port for https, 0: a free one")
    add("--ca-file", type=Path, help="where to write the authority's certificate")
    add("--seed", default="pristine", help="'pristine' or a recorded profile's file")
    add("--site-url", help="address used in links (default: https, else http)")
    add("--key", default="ck_" + secrets.token_hex(20))
    add("--secret", default="cs_" + secrets.token_hex(20))
    return parser.parse_args(arguments)


async def serve(options: argparse.Namespace) -> None:
    """Serve until cancelled."""
    http, https = bind(options.host, options.port), None
    described = {"url": f"http://{options.host}:{http.getsockname()[1]}"}
    certificates = None
    if options.https_port is not None:
        https = bind(options.host, options.https_port)
        port = https.getsockname()[1]
        described["https_url"] = f"https://{options.host}:{port}"
        fallback = Path(tempfile.gettempdir()) / f"woo-store-{port}.pem"
        certificates = Certificates(options.host, "localhost", "127.0.0.1")
        authority = certificates.write_authority(options.ca_file or fallback)
        described["ca_file"] = str(authority)
    store = Store(
        seed_from(options.seed),
        site_url=options.site_url or described.get("https_url", described["url"]),
        keys=standard_keys(options.key, options.secret),
    )
    runner = await start(build_app(store), http, https, certificates)
    print(json.dumps({**described, **_described_keys(store)}), flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _described_keys(store: Store) -> dict[str, str]:
    described = {}
    suffixes = ("", "_read_only", "_write_only", "_shop_manager")
    for key, suffix in zip(store.keys.values(), suffixes, strict=True):
        described[f"key{suffix}"] = key.key
        described[f"secret{suffix}"] = key.secret
    return described


def main() -> None:
    """Run the server until it is interrupted."""
    try:
        asyncio.run(serve(parse_arguments()))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
