"""Which parts of the environment a goal needs, in the order they are made."""

from __future__ import annotations

from . import (
    chromium,
    databases,
    odoo_source,
    postgres,
    template_databases,
    virtualenv,
)
from .cache import description_file, locked, write_json
from .odoo_program import OdooProgram

GOALS = ("lint", "pure", "store", "odoo", "live", "demo")


def prepare(goal: str) -> None:
    """Make what ``goal`` needs.

    :raise SetupError: a step failed; what is finished stays in the cache.
    """
    if goal in ("lint", "pure", "store"):
        with locked("set-up"):
            virtualenv.for_lint() if goal == "lint" else virtualenv.without_odoo()
        return
    odoo, browser = prepare_odoo()
    _write_description(odoo, browser)


def prepare_odoo() -> tuple[OdooProgram, str]:
    """Return Odoo with its Python and running database, and the path of a browser.

    :raise SetupError: a step failed; what is finished stays in the cache.
    """
    with locked("set-up"):
        source = odoo_source.find()
        python = virtualenv.for_odoo(source)
        odoo = OdooProgram(python, source, postgres.start())
        databases.remove_leftovers()
        chromium.ensure_playwright(python)
        browser = chromium.find(python)
        template_databases.base_template(odoo)
    return odoo, browser


def _write_description(odoo: OdooProgram, browser: str) -> None:
    """Write the file in which the project's other programs find all this."""
    content = {
        "python": str(odoo.python),
        "odoo_bin": str(odoo.command),
        "odoo_path": str(odoo.source.path),
        "addons_path": odoo.addons_path,
        "pg_host": str(odoo.cluster.socket_folder),
        "pg_port": postgres.PORT,
        "pg_user": postgres.ROLE,
        "chromium": browser,
        "base_template": template_databases.base_template(odoo),
        "addon_template": template_databases.addon_template(odoo),
        "data_dir": str(databases.data_folder()),
    }
    write_json(description_file(virtualenv.REPOSITORY_ROOT), content)
