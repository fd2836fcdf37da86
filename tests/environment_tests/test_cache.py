"""What is built once is built again when its inputs change or it was left half done."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import cache


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("WOO_CACHE", str(tmp_path / "cache"))


class Builder:
    """Counts how often it builds."""

    def __init__(self):
        self.times = 0

    def __call__(self, folder):
        self.times += 1
        (folder / "content").write_text(str(self.times))


def test_cache_folder_follows_the_user(monkeypatch):
    monkeypatch.delenv("WOO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache.cache_folder() == Path("/somewhere/woo_connector")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/shopkeeper")
    assert cache.cache_folder() == Path("/home/shopkeeper/.cache/woo_connector")


def test_the_same_key_builds_once(tmp_path):
    build = Builder()
    assert cache.folder_once(tmp_path / "made", "key", build)
    assert not cache.folder_once(tmp_path / "made", "key", build)
    assert build.times == 1


@pytest.mark.parametrize("in_place", [True, False])
def test_another_key_builds_again(tmp_path, in_place):
    build = Builder()
    for key in ("old", "new"):
        cache.folder_once(tmp_path / "made", key, build, in_place=in_place)
    assert (tmp_path / "made" / "content").read_text() == "2"


@pytest.mark.parametrize("in_place", [True, False])
def test_a_folder_half_built_is_built_again(tmp_path, in_place):
    def stopped(folder):
        (folder / "half").write_text("")
        raise KeyboardInterrupt

    build = Builder()
    with pytest.raises(KeyboardInterrupt):
        cache.folder_once(tmp_path / "made", "key", stopped, in_place=in_place)
    assert cache.folder_once(tmp_path / "made", "key", build, in_place=in_place)
    assert not (tmp_path / "made" / "half").exists()


def test_key_of_files_knows_names_and_contents(tmp_path):
    def key(**files):
        for old in tmp_path.iterdir():
            old.unlink()
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        return cache.key_of_files(tmp_path.iterdir(), tmp_path)

    keys = [key(a="1"), key(a="2"), key(b="1"), key(a="1", b=""), key(a="1")]
    assert len(set(keys)) == 4
    assert keys[0] == keys[-1]


def test_two_processes_do_not_hold_one_lock():
    tries = (
        "import fcntl, sys\n"
        "file = open(sys.argv[1], 'w')\n"
        "fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
    )
    file = cache.cache_folder() / "locks" / "set-up"
    command = [sys.executable, "-c", tries, str(file)]
    with cache.locked("set-up"):
        while_held = subprocess.run(command, capture_output=True, check=False)
    afterwards = subprocess.run(command, capture_output=True, check=False)
    assert (while_held.returncode, afterwards.returncode) == (1, 0)


def test_json_is_replaced_as_a_whole(tmp_path):
    file = tmp_path / "environment.json"
    cache.write_json(file, {"python": "old"})
    cache.write_json(file, {"python": "new"})
    assert json.loads(file.read_text()) == {"python": "new"}
    assert list(tmp_path.iterdir()) == [file]


def test_two_checkouts_do_not_share_a_description(tmp_path):
    first, second = (
        cache.description_file(tmp_path / name) for name in ("main", "other")
    )
    assert first != second
    assert first == cache.description_file(tmp_path / "main")
