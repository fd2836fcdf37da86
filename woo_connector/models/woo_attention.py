from odoo import api, models
from odoo.tools import plaintext2html

ACTIVITY = "mail.mail_activity_data_todo"


class WooAttention(models.AbstractModel):
    """Something of a store that can need a person, who learns of it by one activity.

    The activity lasts as long as its reason: what fails again updates the one it has,
    what goes on by itself removes it. Whoever inherits this has a ``backend_id``.
    """

    _name = "woo.attention"
    _description = "WooCommerce Record That May Need a Person"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    #: Name of the field that says in plain words why a person is needed.
    _attention_reason = "reason"

    def _get_attention_summary(self):
        """Return what needs a person, as the title of the activity."""
        return self.env._("WooCommerce needs you")

    def _ask_person(self, reason=""):
        """Make one activity for each of these; one that has it gets another note.

        :param str reason: plain words; by default the record's own
        """
        for record in self:
            note = plaintext2html(reason or record[self._attention_reason] or "")
            if activity := record._open_activities()[:1]:
                activity.note = note
                continue
            # Its own mail would be one per record; the activity itself is enough.
            record.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                summary=record._get_attention_summary(),
                note=note,
                user_id=record._responsible_user().id,
            )

    def _close_activities(self):
        """Take back what a person was asked, since it is not needed any more."""
        self._open_activities().unlink()

    def _open_activities(self):
        """Return the activities made here; what people plan is theirs."""
        kind = self.env.ref(ACTIVITY)
        return self.activity_ids.filtered(
            lambda activity: activity.automated and activity.activity_type_id == kind
        )

    def _responsible_user(self):
        """Return who is asked: the store's responsible, else who set the store up."""
        return self.backend_id._get_responsible_user()

    @api.autovacuum
    def _gc_activities(self):
        """Remove the activities of records that the database deleted by itself."""
        if self._abstract:
            return
        every = self.env["mail.activity"].with_context(active_test=False)
        activities = every.search([("res_model", "=", self._name)])
        there = self.browse(activities.mapped("res_id")).exists()
        activities.filtered(lambda one: one.res_id not in there._ids).unlink()
