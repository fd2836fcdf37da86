"""Links of rows that are inserted in users' transactions."""

from odoo import fields
from odoo.tools import SQL, sql


class LooseMany2one(fields.Many2one):
    """A many-to-one without a foreign key in the database.

    Inserting a row with a foreign key locks the row it points to. Odoo's transactions
    are REPEATABLE READ: where a job has written on that row since the user's
    transaction began (a store's cursors and health, a product's cost), PostgreSQL
    refuses the insert, and what the user did has to be done again.

    What points to nothing any more the model has to remove, see ``remove_loose``.
    """

    def update_db_foreign_key(self, model, column):
        """Make no foreign key, and drop one that an earlier version has made."""
        comodel = model.env[self.comodel_name]
        for name, *_rest in sql.get_foreign_keys(
            model.env.cr,
            model._table,
            self.name,
            comodel._table,
            "id",
            self.ondelete or "set null",
        ):
            sql.drop_constraint(model.env.cr, model._table, name)


def remove_loose(model):
    """Delete the rows of which a loose link points to nothing.

    :param model: the empty recordset of the rows
    """
    for name, field in model._fields.items():
        if isinstance(field, LooseMany2one):
            model.env.cr.execute(
                SQL(
                    "DELETE FROM %s row WHERE NOT EXISTS"
                    " (SELECT FROM %s target WHERE target.id = row.%s)",
                    SQL.identifier(model._table),
                    SQL.identifier(model.env[field.comodel_name]._table),
                    SQL.identifier(name),
                )
            )
