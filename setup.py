"""Builds the wheel ``odoo-addon-woo-connector``.

Odoo finds addons inside its own namespace package, so the wheel holds the addon as
``odoo/addons/woo_connector``, beside what an ``odoo`` distribution installs.
"""

import ast
from pathlib import Path

from setuptools import find_packages, setup

ADDON = "woo_connector"
HERE = Path(__file__).parent
MANIFEST = ast.literal_eval((HERE / ADDON / "__manifest__.py").read_text())
NOT_INSTALLED = ("tests", "__pycache__")


def packages() -> list[str]:
    """Return the packages under the names that they have in Odoo's namespace."""
    inside = [name for name in find_packages(ADDON) if not _is_left_out(name)]
    return [f"odoo.addons.{ADDON}", *(f"odoo.addons.{ADDON}.{name}" for name in inside)]


def data_files() -> list[str]:
    """Return everything of the addon that is not Python: views, data, icons, texts."""
    addon = HERE / ADDON
    files = (file.relative_to(addon) for file in sorted(addon.rglob("*")))
    return [
        str(file)
        for file in files
        if file.suffix not in (".py", ".pyc")
        and (addon / file).is_file()
        and not _is_left_out(".".join(file.parts))
    ]


def requirements() -> list[str]:
    """Return Odoo, the addons on PyPI, and the libraries of requirements.txt."""
    libraries = (HERE / "requirements.txt").read_text().splitlines()
    return [
        "odoo==19.0.*",
        "odoo-addon-queue-job>=19.0,<19.1",
        *(line for line in libraries if line and not line.startswith("#")),
    ]


def _is_left_out(dotted_name: str) -> bool:
    return dotted_name.split(".")[0] in NOT_INSTALLED


setup(
    name="odoo-addon-woo-connector",
    version=MANIFEST["version"],
    description=MANIFEST["summary"],
    long_description=(HERE / "README.md").read_text(),
    long_description_content_type="text/markdown",
    author=MANIFEST["author"],
    license=MANIFEST["license"],
    classifiers=[
        "Programming Language :: Python",
        "Framework :: Odoo",
        "Framework :: Odoo :: 19.0",
    ],
    packages=packages(),
    package_dir={f"odoo.addons.{ADDON}": ADDON},
    package_data={f"odoo.addons.{ADDON}": data_files()},
    python_requires=">=3.10",
    install_requires=requirements(),
)
