from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.queue_job.tests.common import trap_jobs

from .stock_common import StockCase


class ReconcileCase(StockCase):
    """A store that was told the stock of one product long ago, and shows it."""

    def setUp(self):
        super().setUp()
        self.client.products = {16: self.client.products[16]}
        self.backend.reconcile_repair = "none"
        self.beanie.standard_price = 4.0
        self.put_in_stock(self.beanie, 10)
        self.binding = self.bind(self.beanie, 16)
        self.push_long_ago()
        self.manager = new_test_user(
            self.env, "woo_manager", "woo_connector.group_woo_manager"
        )

    def push_long_ago(self):
        """Push what waits, an hour before now."""
        self.backend.action_push_all_stock()
        self.push()
        self.put_back_in_time()
        self.client.requests.clear()
        self.client.looks.clear()

    def put_back_in_time(self):
        """Let what was sent have been sent an hour ago."""
        then = fields.Datetime.now() - timedelta(hours=1)
        for binding in self.env["woo.product"].search([("pushed_at", "!=", False)]):
            binding.write({"pushed_at": then, "sent_at_store": then})

    def change_in_store(self, woo_id, quantity, **values):
        """Change a number in the store, as its owner would."""
        now = fields.Datetime.now().isoformat()
        self.client.change(
            woo_id, stock_quantity=quantity, date_modified_gmt=now, **values
        )

    def reconcile(self):
        """Press the button and let the jobs run, one after the other; return the run.

        What repairs a difference is left to :meth:`push` and :meth:`look_again`.
        """
        with trap_jobs() as trap:
            run = self.start()
            self.perform(trap, "_reconcile_page")
        self.env.invalidate_all()
        return run

    def start(self):
        """Press the button, an hour after what was done before; return the run."""
        self.env.cr.flush()
        hour = timedelta(hours=1)
        for row in self.env["woo.discrepancy"].search([]):
            row.seen_at -= hour
        for binding in self.env["woo.product"].search([("read_at", "!=", False)]):
            binding.read_at -= hour
        action = self.backend.action_reconcile_stock()
        return self.env["woo.reconciliation"].browse(action["res_id"])

    def perform(self, trap, *methods):
        """Run the trapped jobs of some methods until there are none."""
        while jobs := [job for job in trap.enqueued_jobs if job.method_name in methods]:
            for job in jobs:
                trap.enqueued_jobs.remove(job)
                self.env.flush_all()
                job.perform()

    def look_again(self, *rows):
        """Let the job run that looks whether a repair helped."""
        self.env.flush_all()
        for row in rows or self.discrepancies():
            row._look_again()
        self.env.invalidate_all()

    def discrepancies(self, *states):
        """Return the rows of the store in these states; by default all."""
        domain = [("backend_id", "=", self.backend.id)]
        if states:
            domain.append(("state", "in", states))
        return self.env["woo.discrepancy"].search(domain)

    def find_one(self):
        """Reconcile; return the only row that is open."""
        self.reconcile()
        [row] = self.discrepancies("open")
        return row

    def repair(self, row):
        """Press the button, let the push and the look afterwards run."""
        action = row.with_user(self.manager).action_repair()
        self.push()
        self.look_again(row)
        return action

    def assertRepaired(self, row):
        self.assertEqual(row.state, "repaired")
        self.assertEqual(row.repaired_by, self.manager)
        self.assertTrue(row.repaired_at and row.closed_at)
        self.assertEqual(self.client.stock(row.binding_id.woo_id), 10)
        self.assertFalse(self.outbox())
