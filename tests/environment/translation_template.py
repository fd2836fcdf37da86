"""Writes the addon's template of translations: ``make pot``.

Odoo itself exports it, from a database in which the addon is installed as its files are
now. With ``--check`` nothing is written, and the status is 1 when the template in the
repository lacks a text or has one too many.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from . import commands, databases, template_databases
from .console import SetupError, say
from .odoo_program import OdooProgram, run_folder
from .steps import prepare_odoo
from .template_databases import ADDON
from .virtualenv import REPOSITORY_ROOT

TEMPLATE = REPOSITORY_ROOT / ADDON / "i18n" / f"{ADDON}.pot"
DATE_LINES = re.compile(r'^"(POT-Creation|PO-Revision)-Date: .*\n', re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Write the template, or compare it (``--check``)."""
    try:
        odoo, _browser = prepare_odoo()
        exported = _export(odoo)
    except SetupError as error:
        print(f"\nThe template could not be exported: {error}", file=sys.stderr)
        return 1
    present = TEMPLATE.read_text() if TEMPLATE.exists() else ""
    place = TEMPLATE.relative_to(REPOSITORY_ROOT)
    # An export of the same texts has other dates: no reason for a change.
    if _without_dates(exported) == _without_dates(present):
        say(f"{place} is current")
        return 0
    if "--check" in arguments:
        say(f"{place} is not current: make pot")
        return 1
    TEMPLATE.write_text(exported)
    say(f"{place} is written")
    return 0


def _export(odoo: OdooProgram) -> str:
    """Return what Odoo exports, with the addon's files as they are now."""
    name = databases.temporary_name("work")
    databases.clone(template_databases.addon_template(odoo), name)
    folder = run_folder(name)
    try:
        configuration = odoo.write_configuration(folder, name)
        file = folder / TEMPLATE.name
        commands.run([*_command(odoo, configuration), "-o", file, ADDON])
        odoo.check_log(configuration)
        exported = file.read_text()
    finally:
        databases.drop(name)
    shutil.rmtree(folder)
    return exported


def _command(odoo: OdooProgram, configuration: Path) -> list[object]:
    database = configuration.parent.name
    return [odoo.command, "i18n", "export", "-c", configuration, "-d", database]


def _without_dates(template: str) -> str:
    return DATE_LINES.sub("", template)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
