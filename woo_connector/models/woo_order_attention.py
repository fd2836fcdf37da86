from odoo import models
from odoo.exceptions import AccessError

MANAGER = "woo_connector.group_woo_manager"
ATTENTION_STATES = ("waiting", "review", "failed")


class WooOrder(models.Model):
    """When an order needs a person, and what it says then: state, reason."""

    _inherit = "woo.order"

    def _settle(self, state, reason=False):
        """Put the order into a state and tell somebody when it needs a person.

        :param str state: any but ``waiting``, for which :meth:`_wait_for` is
        :param reason: plain words, for the states that need a person
        """
        self.missing_ids.unlink()
        self._forget_questions()
        self.write({"state": state, "reason": reason})
        if state in ATTENTION_STATES:
            self._ask_person(reason)
        else:
            self._close_activities()
            self._start_steps()

    def _wait_for(self, missing):
        """Let the order wait for what is missing.

        :param list missing: values of ``woo.order.missing``, without duplicates of text
        """
        unique = list({values["name"]: values for values in missing}.values())
        self.missing_ids.unlink()
        self._forget_questions()
        self.env["woo.order.missing"].create(
            [{"order_id": self.id, **values} for values in unique]
        )
        reason = "\n".join(values["name"] for values in unique)
        self.write({"state": "waiting", "reason": reason})
        self._ask_person(reason)

    def _ask_about_change(self, reason):
        """Put the order up for review, once for each change."""
        if self.state != "review" or self.reason != reason:
            self._settle("review", reason)

    def action_accept(self):
        """Keep the sale order as it is although the store's order differs."""
        self._check_may_decide()
        for order in self.filtered(lambda order: order.state == "review"):
            # The fields are nobody's to edit; these are the manager's to decide.
            order.sudo()._accept()

    def _check_may_decide(self):
        """Let only managers of the connector decide what becomes of an order.

        :raise AccessError: for everybody else
        """
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only managers of the connector decide what applies.")
            )

    def _accept(self):
        self.message_post(
            body=self.env._("Kept as it is in Odoo by %s.", self.env.user.name)
        )
        self._settle("imported")

    def _get_attention_summary(self):
        """Name the order."""
        return self.env._("WooCommerce order needs you")
