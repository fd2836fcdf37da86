"""What a person has to do when a store cannot be used, in the person's language."""

from ..woo.errors import Reason


def what_to_do(env, reason):
    """Return a title and an instruction for one reason.

    :param Reason reason:
    :return: what is wrong, and what to do about it
    :rtype: tuple[str, str]
    """
    return _sentences(env)[reason]


def _sentences(env):
    _ = env._
    return {
        Reason.WRONG_KEY: (
            _("The store does not know these keys"),
            _(
                "Copy the consumer key and the consumer secret once more from "
                "WooCommerce → Settings → Advanced → REST API. If the secret is no "
                "longer shown there, add a new key."
            ),
        ),
        Reason.READ_ONLY_KEY: (
            _("These keys may only read"),
            _(
                "In WooCommerce → Settings → Advanced → REST API, open the key and set "
                "its permission to Read/Write: Odoo writes stock and webhooks."
            ),
        ),
        Reason.WRITE_ONLY_KEY: (
            _("These keys may only write"),
            _(
                "In WooCommerce → Settings → Advanced → REST API, open the key and set "
                "its permission to Read/Write: Odoo reads orders and products."
            ),
        ),
        Reason.MISSING_PERMISSION: (
            _("The keys' user may not do this"),
            _(
                "In WooCommerce → Settings → Advanced → REST API, give the key to a "
                "user who is a shop manager or an administrator."
            ),
        ),
        Reason.NO_HTTPS: (
            _("The store does not answer over https"),
            _(
                "Enter the address exactly as the shop opens in a browser. If it opens "
                "only with http://, have a certificate installed on the store."
            ),
        ),
        Reason.CERTIFICATE: (
            _("The store's certificate cannot be trusted"),
            _(
                "It is expired, belongs to another name, or is signed by an authority "
                "nobody knows. Have it renewed, or load the authority's certificate "
                "(PEM) if it is your own."
            ),
        ),
        Reason.UNREACHABLE: (
            _("The store cannot be reached"),
            _(
                "Nobody answers at this address. Check it for typing errors, and "
                "whether the server of Odoo may open connections to it."
            ),
        ),
        Reason.REDIRECTED: (
            _("The store sends us to another address"),
            _(
                "Enter the address the shop ends up at in a browser, with or without "
                "www, and with https:// if it has it."
            ),
        ),
        Reason.FIREWALL: (
            _("A web page answered in the store's place"),
            _(
                "A firewall, a bot protection or a maintenance page stands before the "
                "store. Allow the address of Odoo's server there, for everything below "
                "/wp-json/."
            ),
        ),
        Reason.PERMALINKS_OFF: (
            _("The store's interface is switched off by its permalinks"),
            _(
                "In WordPress → Settings → Permalinks choose anything but Plain, and "
                "save."
            ),
        ),
        Reason.NOT_WOOCOMMERCE: (
            _("There is no WooCommerce at this address"),
            _(
                "Enter the address of the shop itself, including its folder if it "
                "lives in one, and check that the WooCommerce plugin is active."
            ),
        ),
    }
