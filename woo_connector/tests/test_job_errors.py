from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.woo_connector.models.job_errors import job_errors
from odoo.addons.woo_connector.woo.errors import (
    MisconfiguredError,
    NotFoundError,
    Reason,
    RejectedError,
    TemporaryError,
)

from .common import WooCase


@tagged("post_install", "-at_install")
class TestJobErrors(WooCase):
    def fail_with(self, error, expected):
        """Let a job fail; return what was raised and what was noted on the store."""
        with (
            patch.object(type(self.backend), "_note_error") as noted,
            self.assertRaises(expected) as raised,
            job_errors(self.backend),
        ):
            raise error
        return raised.exception, noted

    def test_temporary_failure_is_tried_again_when_the_store_says(self):
        error = TemporaryError("Too many requests", retry_after=11.2)
        raised, noted = self.fail_with(error, RetryableJobError)
        self.assertEqual(raised.seconds, 12)
        self.assertFalse(raised.ignore_retry)
        noted.assert_called_once_with("Too many requests", is_misconfigured=False)

    def test_temporary_failure_without_a_time_takes_the_job_s_own_pauses(self):
        raised, _noted = self.fail_with(TemporaryError("Down"), RetryableJobError)
        self.assertIsNone(raised.seconds)

    def test_misconfigured_store_fails_the_job_with_its_sentence(self):
        error = MisconfiguredError(Reason.WRONG_KEY, "The keys are wrong.")
        raised, noted = self.fail_with(error, MisconfiguredError)
        self.assertEqual(str(raised), "The keys are wrong.")
        noted.assert_called_once_with("The keys are wrong.", is_misconfigured=True)

    def test_rejected_object_is_no_failure_of_the_store(self):
        for kind in (RejectedError, NotFoundError):
            _raised, noted = self.fail_with(kind("Bad data"), kind)
            noted.assert_not_called()

    def test_success_takes_the_note_back(self):
        with patch.object(type(self.backend), "_in_moment") as written:
            with job_errors(self.backend):
                written.assert_not_called()
            written.assert_not_called()
            circuits = self.env["woo.backend.circuit"]
            circuits._note_error(self.backend.id, "Down")
            self.env.invalidate_all()
            with job_errors(self.backend):
                written.assert_not_called()
            written.assert_called_once()
