"""The log reader must not overlook what it is there to find."""

from tests.live import odoo_log

LOG = """\
2026-11-23 14:00:00,001 12 INFO shop odoo.modules.loading: Modules loaded.
2026-11-23 14:00:01,002 13 ERROR shop odoo.sql_db: bad query: UPDATE woo_backend
ERROR: could not serialize access due to concurrent update

2026-11-23 14:00:02,003 13 WARNING shop odoo.http: something odd
Traceback (most recent call last):
  File "x.py", line 1, in <module>
ValueError: odd
2026-11-23 14:00:03,004 12 INFO ? werkzeug: 127.0.0.1 "GET / HTTP/1.0" 200
"""


def test_faults_are_errors_and_tracebacks_of_any_level(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(LOG)

    assert [record.logger for record in odoo_log.faults(log)] == [
        "odoo.sql_db",
        "odoo.http",
    ]


def test_a_refused_transaction_is_found_in_the_lines_below_its_head(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(LOG)

    (refused,) = odoo_log.concurrency_errors(log)

    assert "UPDATE woo_backend" in refused.message


def test_a_quiet_log_has_no_faults(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(LOG.splitlines()[0] + "\n")

    assert odoo_log.faults(log) == []
