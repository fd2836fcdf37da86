from odoo import Command, models

from ..woo.availability import KEEP


class WooStockWhy(models.TransientModel):
    """Working a number out and putting it into words."""

    _inherit = "woo.stock.why"

    def _write_down(self):
        """Work out the number as the store's push job would, and how it came about.

        Whoever may see the products of a store may see what they are told and why,
        also without rights on stock: the store tells its customers the outcome, and
        only sums of warehouses are shown, no documents.
        """
        self.ensure_one()
        self.env.flush_all()
        binding = self.binding_id.with_env(self.binding_id.backend_id._for_job().env)
        binding = binding.with_context(lang=self.env.lang)
        product, backend = binding.product_id, binding.backend_id
        rule = self.env["woo.stock.rule"]
        values = {
            "has_number": False,
            "quantity": 0,
            "backorders": False,
            "reason": False,
            "remark": "\n".join(self._remarks(binding)),
            "warehouse_ids": [Command.clear()],
            "limit_ids": [Command.clear()],
            "step_ids": [Command.clear()],
            "in_flight_ids": [Command.clear()],
            **self._waiting(binding),
        }
        if product:
            rule = rule.browse(binding.env[rule._name]._find_rule(binding).id)
            values["in_flight_ids"] = [Command.set(self._find_in_flight(binding))]
        made = backend._explain_available(product).get(product.id)
        if made:
            limits = backend._get_kit_limits(product)
            values.update(
                has_number=True,
                quantity=made.offer.quantity,
                backorders=self._words_for_backorders(made.offer.backorders),
                warehouse_ids=[*map(Command.create, self._warehouses(binding, made))],
                limit_ids=[*map(Command.create, self._limits(limits))],
                step_ids=[*map(Command.create, self._steps(made, rule, limits))],
            )
            for name in ("warehouse_ids", "limit_ids", "step_ids"):
                values[name].insert(0, Command.clear())
        else:
            values["reason"] = self._reason(binding)
        self.write({**values, "rule_id": rule.id})

    # === Rows === #

    def _warehouses(self, binding, made):
        """Return a row per warehouse of the store, also of those with nothing."""
        if not made.levels and binding.backend_id._get_kit_limits(binding.product_id):
            return []
        levels = {
            level.warehouse_id: (level, counted) for level, counted in made.levels
        }
        rows = []
        for warehouse in binding.backend_id.warehouse_ids:
            row = {"name": warehouse.name}
            if warehouse.id in levels:
                level, counted = levels[warehouse.id]
                row |= {
                    "on_hand": level.on_hand,
                    "reserved": level.reserved,
                    "promised": level.outgoing,
                    "incoming": level.incoming,
                    "expired": level.expired,
                    "counted": counted,
                }
            rows.append(row)
        return rows

    def _limits(self, limits):
        scarcest = min((limit.kits for limit in limits), default=0)
        return [
            {
                "name": self._words_for_components(limit.products),
                "taken": limit.taken,
                "left": limit.left,
                "kits": limit.kits,
                "is_scarcest": limit.kits == scarcest,
            }
            for limit in limits
        ]

    def _steps(self, made, rule, limits):
        """Return the steps in words, from what is counted to what is offered."""
        rows = []
        if not limits:
            counted = sum(part for _level, part in made.levels)
            name = self.env._("Counted in all warehouses together")
            rows.append({"name": name, "quantity": counted})
        for step in made.steps:
            row = {
                "name": self._words_for_step(step, rule, limits),
                "quantity": step.quantity,
                "change": step.change,
                # From no kits to the number of kits, and to another unit, is none.
                "has_change": step.kind not in ("kit", "unit"),
            }
            rows.append(row)
        rows.append(
            {"name": self.env._("Offered"), "quantity": float(made.offer.quantity)}
        )
        return rows

    def _find_in_flight(self, binding):
        """Return the ids of sales in flight that take this product or its parts."""
        product, backend = binding.product_id, binding.backend_id
        recipe = binding.env["woo.stock.recipe"]
        parts = {product.id}
        for ingredient in recipe._get_recipes(backend, product.ids).get(product.id, ()):
            parts.update(ingredient.product_ids)
        wholes = set().union(*recipe._get_containing(list(parts)).values())
        stores = backend | backend.search(
            [
                ("push_stock", "=", True),
                ("company_id", "=", backend.company_id.id),
            ]
        ).filtered(lambda store: store._get_warehouse() in backend.warehouse_ids)
        in_flight = binding.env["woo.in.flight"]
        return in_flight._read_waiting(stores, parts | wholes)

    def _waiting(self, binding):
        """Return what of this product waits in the outbox."""
        rows = binding.env["woo.stock.change"].search(
            [
                ("backend_id", "=", binding.backend_id.id),
                ("product_id", "=", binding.product_id.id),
            ]
        )
        causes = dict.fromkeys(rows.filtered("cause").mapped("cause"))
        return {
            "waiting_since": rows[:1].noted_at,
            "waiting_cause": ", ".join(causes),
        }

    # === Words === #

    def _words_for_components(self, products):
        one_of = self.env._(" or ")
        return one_of.join(product.display_name for product in products)

    def _words_for_step(self, step, rule, limits):
        """Return what a step is about.

        :param Step step: one of ``woo/availability.py``
        :param rule: the ``woo.stock.rule``, maybe empty
        :param list limits: the ``KitLimit`` of each component, the scarcest first
        """
        component = self._words_for_components(limits[0].products) if limits else ""
        words = {
            "in_flight": self.env._("Sold in stores, not confirmed in Odoo yet"),
            "kit": self.env._("Kits that can be made: %s limits them", component),
            "share": self.env._("Share of this store: %g %%", rule.share),
            "safety": self._words_for_safety(rule),
            "buffer": self.env._("Held back because the store did not answer"),
            "unit": self.env._("Counted in %s", rule.uom_id.name),
            "whole": self.env._("Only whole units, never less than none"),
            "held_back": self.env._("Held back by the rule"),
            "minimum": self.env._(
                "Less than the minimum to show (%s)", rule.minimum_shown
            ),
            "maximum": self.env._("Maximum to show: %s", rule.maximum_shown),
        }
        return words.get(step.kind, step.kind)

    def _words_for_safety(self, rule):
        amounts = []
        if rule.safety_quantity:
            amounts.append(self.env._("%g pieces", rule.safety_quantity))
        if rule.safety_percent:
            amounts.append(self.env._("%g %% of the share", rule.safety_percent))
        return self.env._("Safety stock: %s", ", ".join(amounts))

    def _words_for_backorders(self, backorders):
        if backorders == KEEP:
            return self.env._("As set in the store")
        field = self.env["woo.stock.rule"]._fields["backorders"]
        return dict(field._description_selection(self.env))[backorders]

    def _remarks(self, binding):
        """Return what else keeps the store from showing the number."""
        backend = binding.backend_id
        if backend.state == "draft":
            yield self.env._("The store is not connected: it is told nothing.")
        elif not backend.push_stock:
            yield self.env._(
                "The store is not told stock. Switch it on in its settings."
            )
        elif backend._is_frozen():
            yield self.env._("The stock of the store is frozen: it is told nothing.")
        if binding.deleted_in_store:
            yield self.env._("The store does not have this product any more.")
        if binding.manage_stock == "parent":
            yield self.env._(
                "The store keeps one number for all variations of this product: "
                "that of its parent (#%s).",
                binding.parent_woo_id,
            )

    def _reason(self, binding):
        """Return why there is no number, in plain words."""
        product = binding.product_id
        members = binding._get_stock_members()
        if not product and members:
            offers = binding.backend_id._get_offers(members.product_id.ids)
            number, _backorders = members._get_number_to_send(offers)
            return self.env._(
                "The store keeps one number for its variations: %(number)s. It follows "
                "from %(variations)s.",
                number=number,
                variations=", ".join(members.mapped("display_name")),
            )
        if not product:
            return self.env._(
                "This product of the store has no stock of its own, or no product of "
                "Odoo is bound to it."
            )
        status = binding.backend_id._get_offers(product.ids).get(product.id)
        kinds = dict(product._fields["type"]._description_selection(self.env))
        told = {
            "instock": self.env._("As the rule says, it is shown as in stock."),
            "outofstock": self.env._("As the rule says, it is shown as sold out."),
        }
        return self.env._(
            "Odoo counts no stock of %(product)s (%(kind)s), so there is no number. "
            "%(told)s",
            product=product.display_name,
            kind=kinds[product.type],
            told=told.get(
                status and status.status, self.env._("The store is told nothing.")
            ),
        )
