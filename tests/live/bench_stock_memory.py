"""A push of a whole catalogue in a process of its own, to see how far it grows.

python -m tests.live.bench_stock_memory DATABASE STORE SKUS
"""

import gc
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.live import settings
from tests.live.bench_stock_store import QuickStore
from tests.live.bench_stock_work import FullPush
from tests.live.memory_growth import memory_growth
from tests.live.odoo_in_process import OdooDatabase, configure

#: Products pushed before, so that what any process loads once is not counted.
WARM_UP = 100
#: After how many new objects Python looks for those that refer to one another in a
#: circle. Each transaction of Odoo leaves some, with the last answer of the database,
#: and Odoo lets Python wait for 12,000: some 50,000 products. The heap grows by a
#: megabyte until then, and no further. A push of 20,000 would end on the way, and one
#: of 100,000 seem to need more.
NEW_OBJECTS = 1000


def measure_push(database: str, backend_id: int, skus: int) -> float:
    """Return by how many megabytes a push of everything makes a fresh process grow."""
    arguments = [database, str(backend_id), str(skus)]
    answer = subprocess.run(
        [sys.executable, "-m", __name__, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.CHECKOUT,
    )
    return json.loads(answer.stdout.splitlines()[-1])["megabytes"]


def main(arguments: list[str]) -> int:
    """Push and print by how much this process grew."""
    database, backend_id, skus = arguments
    directory = Path(tempfile.mkdtemp(prefix="woo-bench-"))
    try:
        configure(settings.load(), directory)
        store = QuickStore(int(skus))
        push = FullPush(OdooDatabase(database), int(backend_id), store)
        push.run(limit=WARM_UP)
        gc.set_threshold(NEW_OBJECTS)
        gc.collect()
        with memory_growth() as growth:
            push.run()
    finally:
        shutil.rmtree(directory)
    print(json.dumps({"megabytes": round(growth.megabytes, 2)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
