"""Virtual environments of the project, filled by uv where it can be had.

uv (from PyPI) fills an environment in ten seconds where pip takes a minute. pip
remains as the other way: it knows settings of this machine that uv does not read.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

from . import commands, system_packages
from .cache import cache_folder, folder_once, key_of
from .console import SetupError, say, step
from .odoo_source import OdooSource

REPOSITORY_ROOT = Path(__file__).resolve().parents[2]
ODOO_REQUIREMENTS = Path(__file__).with_name("odoo-requirements.txt")
RUN_REQUIREMENTS = REPOSITORY_ROOT / "requirements.txt"
TEST_REQUIREMENTS = REPOSITORY_ROOT / "test-requirements.txt"
LINT_REQUIREMENTS = Path(__file__).with_name("lint-requirements.txt")

# The Python itself, also where this runs in an environment that was made of it: under
# another name it would make everybody's environments anew.
PYTHON = str(Path(sys.executable).resolve())

# The pins of odoo-requirements.txt have wheels for these.
OLDEST, NEWEST = (3, 10), (3, 12)

ODOO_COMMAND = """\
import odoo.cli

odoo.cli.main()
"""


def for_odoo(source: OdooSource) -> Path:
    """Return the Python that runs Odoo and every test."""
    requirements = (ODOO_REQUIREMENTS, RUN_REQUIREMENTS, TEST_REQUIREMENTS)

    def make_odoo_known(folder: Path) -> None:
        packages = _packages_folder(folder)
        (packages / "odoo.pth").write_text(f"{source.path}\n")
        # Addons on PyPI require a distribution called odoo.
        metadata = packages / "odoo-19.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"
        )
        (metadata / "INSTALLER").write_text("woo_connector\n")
        (metadata / "RECORD").write_text("")
        command = folder / "bin" / "odoo"
        command.write_text(f"#!{folder / 'bin' / 'python'}\n{ODOO_COMMAND}")
        command.chmod(0o755)

    return _python("odoo", requirements, str(source.path), prepare=make_odoo_known)


def without_odoo() -> Path:
    """Return a Python without Odoo: the pure room and the store must not need it."""
    return _python("plain", (RUN_REQUIREMENTS, TEST_REQUIREMENTS))


def for_lint() -> Path:
    """Return the Python that runs pre-commit."""
    return _python("lint", (LINT_REQUIREMENTS,))


def _python(
    name: str,
    requirements: Sequence[Path],
    *inputs: str,
    prepare: Callable[[Path], None] | None = None,
) -> Path:
    """Return the Python of the environment ``name``, made anew when its inputs change.

    :param inputs: what it depends on beside the Python and its requirements.
    :param prepare: called with the new environment before the requirements are
        installed into it.
    """
    folder = cache_folder() / "venvs" / name
    contents = [file.read_text() for file in requirements]
    key = key_of(sys.version_info[:2], PYTHON, contents, *inputs)

    def build(target: Path) -> None:
        with step(f"Python environment '{name}'"):
            _create(target)
            if prepare:
                prepare(target)
            _install(target, requirements)

    folder_once(folder, key, build, in_place=True)
    return folder / "bin" / "python"


def _create(folder: Path) -> None:
    """Create an empty environment with pip.

    :raise SetupError: this Python is too old or too new for Odoo's requirements.
    """
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetupError(
            f"Python {sys.version.split()[0]} does not suit Odoo 19: run this with "
            f"Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}, for example "
            "`make … PYTHON=python3.12`"
        )
    if not commands.succeeds([PYTHON, "-c", "import ensurepip, venv"]):
        version = sysconfig.get_python_version()
        system_packages.install(
            f"python{version}-venv", reason="Debian keeps Python's venv apart"
        )
    commands.run([PYTHON, "-m", "venv", folder])


def _packages_folder(folder: Path) -> Path:
    return folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"


def _install(folder: Path, requirements: Sequence[Path]) -> None:
    files = [part for file in requirements for part in ("-r", str(file))]
    python = folder / "bin" / "python"
    uv = _uv()
    if uv:
        try:
            install = [uv, "pip", "install", "--python", python, *files]
            commands.run(install, environment=_uv_settings(python))
            return
        except SetupError as error:
            say(f"    uv could not, trying pip: {error}")
    commands.run(
        [python, "-m", "pip", "install", "--disable-pip-version-check", *files],
        advice="Is the Python package index reachable (pip config list)?",
    )


def _uv() -> Path | None:
    """Return uv from an environment of its own, None when it cannot be had."""
    folder = cache_folder() / "venvs" / "uv"

    def build(target: Path) -> None:
        _create(target)
        pip = [target / "bin" / "python", "-m", "pip", "install", "--quiet"]
        commands.run([*pip, "--disable-pip-version-check", "uv"])

    try:
        folder_once(folder, key_of(sys.version_info[:2]), build, in_place=True)
    except SetupError as error:
        say(f"    no uv: {error}")
        return None
    return folder / "bin" / "uv"


def _uv_settings(python: Path) -> dict[str, str]:
    """Tell uv about the index that pip is configured to use, which it does not read."""
    settings = {
        "UV_SYSTEM_CERTS": "1",
        "UV_CACHE_DIR": str(cache_folder() / "uv"),
        "UV_HTTP_TIMEOUT": "120",
    }
    index = subprocess.run(
        [python, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if index:
        settings["UV_DEFAULT_INDEX"] = index
    return settings
