"""The connector's jobs that have not begun, for when there is nothing left to do."""

from odoo import fields
from odoo.models import BaseModel

from odoo.addons.queue_job.job import (
    CANCELLED,
    ENQUEUED,
    PENDING,
    WAIT_DEPENDENCIES,
)


def waiting_jobs(env):
    """Return the jobs of the connector's channels that have not begun.

    :rtype: queue.job
    """
    # Jobs are the job managers', these are ours.
    return (
        env["queue.job"]
        .sudo()
        .search(
            [
                ("state", "in", (WAIT_DEPENDENCIES, PENDING, ENQUEUED)),
                ("channel", "=like", "root.woo%"),
            ]
        )
    )


def jobs_of(stores, jobs):
    """Return the jobs that work on, or are told, one of these stores.

    :param stores: ``woo.backend``
    :param jobs: ``queue.job``
    """

    def is_store(value):
        return isinstance(value, BaseModel) and value._name == stores._name

    return jobs.filtered(
        lambda job: any(
            value & stores for value in (job.records, *job.args) if is_store(value)
        )
    )


def cancel_jobs(jobs, reason):
    """Cancel jobs that have not begun.

    :param jobs: ``queue.job``
    :param str reason: plain words
    """
    jobs.write(
        {
            "state": CANCELLED,
            "date_cancelled": fields.Datetime.now(),
            "result": reason,
        }
    )
