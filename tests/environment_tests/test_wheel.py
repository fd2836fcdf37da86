"""The wheel holds the whole addon where an installed Odoo looks for it."""

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "woo_connector"
INSIDE = "odoo/addons/woo_connector"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy, so that no earlier build can add to it.

    The result: the wheel's name, its content, the copy of the addon.
    """
    folder = tmp_path_factory.mktemp("wheel")
    addon = folder / "woo_connector"
    shutil.copytree(ADDON, addon, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "requirements.txt", "README.md"):
        shutil.copy(ROOT / name, folder)
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", "dist", "."]
    subprocess.run(build, cwd=folder, check=True)
    (file,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        yield file.name, archive, addon


def test_the_version_is_the_manifests(wheel):
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text())
    assert wheel[0].startswith(f"odoo_addon_woo_connector-{manifest['version']}-")


def test_the_whole_addon_is_in_it_save_its_tests(wheel):
    _name, archive, addon = wheel
    inside = {name for name in archive.namelist() if name.startswith(INSIDE)}
    expected = {
        f"{INSIDE}/{file.relative_to(addon).as_posix()}"
        for file in addon.rglob("*")
        if file.is_file() and file.relative_to(addon).parts[0] != "tests"
    }
    assert inside == expected


def test_it_adds_nothing_else_and_does_not_shadow_odoo(wheel):
    others = [name for name in wheel[1].namelist() if not name.startswith(INSIDE)]
    assert {name.split("/")[0].split("-")[0] for name in others} == {
        "odoo_addon_woo_connector"
    }


def test_pip_brings_odoos_other_addons_and_the_libraries(wheel):
    (metadata,) = (name for name in wheel[1].namelist() if name.endswith("METADATA"))
    text = wheel[1].read(metadata).decode()
    names = set(re.findall(r"^Requires-Dist: ([\w.-]+)", text, re.MULTILINE))
    assert {"odoo", "odoo-addon-queue-job", "woocommerce"} <= names
