"""A program that fails leaves a message from which a person can go on."""

import sys

import pytest

from tests.environment import commands
from tests.environment.console import SetupError


def python(code):
    return [sys.executable, "-c", code]


def test_the_output_is_returned():
    assert commands.run(python("print('done')")) == "done\n"


def test_a_failure_shows_status_output_and_advice():
    failing = python("print('disk full'); raise SystemExit(3)")
    with pytest.raises(SetupError) as caught:
        commands.run(failing, advice="Make room.")
    message = str(caught.value)
    assert "ended with status 3" in message
    assert "    disk full" in message
    assert message.endswith("Make room.")


def test_a_failure_shows_the_log_that_the_program_wrote(tmp_path):
    log = tmp_path / "odoo.log"
    failing = python(f"open({str(log)!r}, 'w').write('no registry'); exit(1)")
    with pytest.raises(SetupError, match="no registry"):
        commands.run(failing, progress_of=log)


def test_a_missing_program_is_named():
    with pytest.raises(SetupError, match="no-such-program cannot be started"):
        commands.run(["no-such-program"])


@pytest.mark.parametrize(
    ("command", "expected"),
    [(python(""), True), (python("exit(1)"), False), (["no-such-program"], False)],
)
def test_succeeds(command, expected):
    assert commands.succeeds(command) is expected
