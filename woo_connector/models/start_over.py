"""Letting a job start over quietly because another transaction was quicker."""

from contextlib import contextmanager

from odoo.addons.queue_job.exception import RetryableJobError


@contextmanager
def start_over_on(*failures, why):
    """Turn what PostgreSQL says to the slower of two transactions into a new try.

    The job engine would start over by itself, but only after the error is in the log
    and counted as a try. Execute with ``log_exceptions=False`` inside, and nothing that
    must not be repeated.

    :param failures: exceptions of ``psycopg2`` that here mean "somebody was quicker"
    :param str why: plain sentence for the job's record
    :raise RetryableJobError: in their place; again in a second, the try is not counted
    """
    try:
        yield
    except failures as error:
        raise RetryableJobError(why, seconds=1, ignore_retry=True) from error
