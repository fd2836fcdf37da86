from odoo import models


class SaleOrder(models.Model):
    """The amounts of a sale order, line by line and tax by tax."""

    _inherit = "sale.order"

    def _get_computed_amounts(self):
        """Return what each line is charged, as the order's totals are made of it.

        :return: by line: amounts by tax, the net amount under ``None``
        :rtype: dict
        """
        self.ensure_one()
        lines = self._get_priced_lines()
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in lines]
        taxes = self.env["account.tax"]
        taxes._add_tax_details_in_base_lines(base_lines, self.company_id)
        taxes._round_base_lines_tax_details(base_lines, self.company_id)
        return {
            line: {
                None: base_line["tax_details"]["total_excluded_currency"],
                **{
                    data["tax"]: data["tax_amount_currency"]
                    for data in base_line["tax_details"]["taxes_data"]
                },
            }
            for line, base_line in zip(lines, base_lines, strict=True)
        }
