"""Template databases: Odoo installed once, cloned in a second by each test run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import databases
from .cache import key_of, key_of_files, locked
from .console import SetupError, say, step
from .odoo_program import OdooProgram, run_folder
from .virtualenv import ODOO_REQUIREMENTS, REPOSITORY_ROOT

ADDON = "woo_connector"
BASE_MODULES = ("sale_management", "sale_stock", "stock_delivery", "queue_job")
PREPARE_BASE = Path(__file__).with_name("prepare_base.py")
BASE_PREFIX = "woo_base_"
ADDON_PREFIX = "woo_addon_"
#: No dependencies, but the addon works with them where they are installed.
COMPANIONS = ("mrp", "product_expiry", "stock_dropshipping")
COMPANIONS_PREFIX = "woo_companions_"
TEMPLATES_KEPT = 3
SECONDS_IN_USE = 3600  # a template used so lately may be copied again by a long run
ATTEMPTS = 3


def base_template(odoo: OdooProgram) -> str:
    """Return the name of a database with everything that the addon depends on."""
    name = BASE_PREFIX + key_of(
        odoo.source.version,
        str(odoo.source.path),
        BASE_MODULES,
        PREPARE_BASE.read_text(),
        ODOO_REQUIREMENTS.read_text(),
    )
    if not databases.is_complete(name):
        with locked(name):
            if not databases.is_complete(name):
                with step("Template database: Odoo's sale, stock and accounting"):
                    _build_base(odoo, name)
    _note_use(name)
    return name


def addon_template(odoo: OdooProgram) -> str:
    """Return the name of a database with the addon, as its files are now, installed."""
    for _attempt in range(ATTEMPTS):
        name = addon_template_name(odoo)
        with locked(name):
            if databases.is_complete(name):
                _note_use(name)
                return name
            with step("Template database: the addon"):
                work = install_addon(odoo)
                if addon_template_name(odoo) == name:
                    databases.rename(work, name)
                    _note_use(name)
                    _remove_old_templates()
                    return name
        databases.drop(work)
        say("    the addon's files changed meanwhile: again")
    raise SetupError(f"The files of {ADDON} keep changing; try again in a moment.")


def companions_template(odoo: OdooProgram) -> str:
    """Return the name of a database in which the addon has its companions beside it."""
    addon = addon_template(odoo)
    name = COMPANIONS_PREFIX + key_of(addon, COMPANIONS)
    with locked(name):
        if not databases.is_complete(name):
            with step(f"Template database: the addon with {', '.join(COMPANIONS)}"):
                databases.rename(_install(odoo, addon, COMPANIONS), name)
                _note_use(name)
                _remove_old_templates()
    _note_use(name)
    return name


def addon_template_name(odoo: OdooProgram) -> str:
    """Return the name that the template of the addon's present files has."""
    base = base_template(odoo).removeprefix(BASE_PREFIX)
    return ADDON_PREFIX + key_of(base, key_of_files(_addon_files(), REPOSITORY_ROOT))


def install_addon(odoo: OdooProgram) -> str:
    """Install the addon on a clone of the base template; return the clone's name."""
    return _install(odoo, base_template(odoo), (ADDON,))


def _install(odoo: OdooProgram, template: str, modules: Sequence[str]) -> str:
    name = databases.temporary_name("work")
    folder = run_folder(name)
    databases.clone(template, name)
    try:
        odoo.install(odoo.write_configuration(folder, name), modules)
    except BaseException:
        databases.drop(name)
        raise
    shutil.rmtree(folder)
    return name


def _build_base(odoo: OdooProgram, name: str) -> None:
    work = f"{name}_partial"
    folder = run_folder(work)
    databases.drop(work)
    odoo.cluster.query(f'CREATE DATABASE "{work}"')
    configuration = odoo.write_configuration(folder, work)
    with step("installing 70 modules"):
        odoo.install(configuration, BASE_MODULES)
    with step("making the browser's asset bundles"):
        odoo.run_script(configuration, PREPARE_BASE)
    databases.rename(work, name)
    shutil.rmtree(folder)


def _addon_files() -> Iterator[Path]:
    """Yield the files that an installed addon depends on: no tests, no translations."""
    addon = REPOSITORY_ROOT / ADDON
    for file in addon.rglob("*"):
        inside = file.relative_to(addon)
        if inside.parts[0] in ("tests", "readme") or "__pycache__" in inside.parts:
            continue
        if file.is_file() and file.suffix not in (".po", ".pot", ".pyc"):
            yield file


def _uses_folder() -> Path:
    folder = databases.data_folder() / "template_uses"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _note_use(name: str) -> None:
    (_uses_folder() / name).touch()


def _remove_old_templates() -> None:
    """Keep the templates used last; each takes 60 MB."""
    uses = {file.name: file.stat().st_mtime for file in _uses_folder().iterdir()}
    recent = time.time() - SECONDS_IN_USE
    for prefix in (BASE_PREFIX, ADDON_PREFIX, COMPANIONS_PREFIX):
        found = databases.names(prefix)
        by_use = sorted(found, key=lambda name: uses.get(name, 0), reverse=True)
        for name in by_use[TEMPLATES_KEPT:]:
            if uses.get(name, 0) < recent:
                databases.drop(name)
                (_uses_folder() / name).unlink(missing_ok=True)
