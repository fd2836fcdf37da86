"""Opens ``odoo shell`` on a copy of the addon's template: ``make shell``."""

from __future__ import annotations

import shutil
import subprocess
import sys

from . import databases, template_databases
from .console import SetupError, say
from .odoo_program import run_folder
from .steps import prepare_odoo


def main(arguments: list[str]) -> int:
    """Run the shell with ``arguments`` for Odoo; its copy is dropped afterwards."""
    name = databases.temporary_name("shell")
    try:
        odoo, _browser = prepare_odoo()
        databases.clone(template_databases.addon_template(odoo), name)
    except SetupError as error:
        print(f"\nThe shell could not start: {error}", file=sys.stderr)
        return 1
    folder = run_folder(name)
    # A person wants to read the log where the prompt is.
    configuration = odoo.write_configuration(folder, name, logfile="")
    command = [odoo.command, "shell", "-c", configuration, "--no-http", *arguments]
    say(f"    database {name}, dropped at the end; env is the environment")
    try:
        return subprocess.run(command, check=False).returncode
    finally:
        databases.drop(name)
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
