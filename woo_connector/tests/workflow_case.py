"""What the tests of workflow rules share."""

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class WorkflowCase(OrderCase):
    """An order that is paid by bank transfer, and a journal for such payments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].create(
            {"name": "Gateway", "code": "GATE", "type": "bank"}
        )
        outstanding = cls.env["account.account"].create(
            {
                "name": "Outstanding",
                "code": "WOO101",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        methods = cls.journal.inbound_payment_method_line_ids
        methods |= cls.journal.outbound_payment_method_line_ids
        methods.payment_account_id = outstanding
        cls.method = cls.env["woo.payment.method"].create(
            {
                "backend_id": cls.backend.id,
                "code": "bacs",
                "name": "Bank transfer",
                "journal_id": cls.journal.id,
            }
        )
        cls.payload = {
            **recorded_orders()["order_full"],
            "transaction_id": "tx_1",
        }
        cls.products = cls._bind_products(cls.payload)

    @classmethod
    def _status(cls, slug):
        return cls.env["woo.order.status"]._note_status(cls.backend, slug)

    @classmethod
    def _create_rule(cls, statuses=(), **values):
        slugs = [cls._status(slug).id for slug in statuses]
        return cls.env["woo.workflow.rule"].create(
            {"backend_id": cls.backend.id, "status_ids": slugs, **values}
        )

    def _import_and_work(self, payload):
        """Import an order and carry out its steps as the jobs would, one by one."""
        with trap_jobs() as trap:
            order = self._import(payload)
            self._run_jobs(trap)
        return order

    def _run_jobs(self, trap):
        """Carry out what was enqueued, and what that enqueues."""
        done = 0
        while len(trap.enqueued_jobs) > done:
            jobs, done = trap.enqueued_jobs[done:], len(trap.enqueued_jobs)
            for job in jobs:
                job.perform()

    def _steps(self, order):
        """Return (kind, state) of the order's steps, in their order."""
        return [(step.kind, step.state) for step in order.step_ids]
