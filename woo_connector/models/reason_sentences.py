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
    return {
        Reason.WRONG_KEY: (
            env._("The store does not know these keys"),
            env._(
                "Copy the consumer key and the consumer secret once more from "
                "WooCommerce → Settings → Advanced → REST API. If the secret is no "
                "longer shown there, add a new key."
            ),
        ),
        Reason.READ_ONLY_KEY: (
            env._("These keys may only read"),
            env._(
                "In WooCommerce → Settings → Advanced → REST API, open the key and set "
                "its permission to Read/Write: Odoo writes stock and webhooks."
            ),
        ),
        Reason.WRITE_ONLY_KEY: (
            env._("These keys may only write"),
            env._(
                "In WooCommerce → Settings → Advanced → REST API, open the key and set "
                "its permission to Read/Write: Odoo reads orders and products."
            ),
        ),
        Reason.MISSING_PERMISSION: (
            env._("The keys' user may not do this"),
            env._(
                "In WooCommerce → Settings → Advanced → REST API, give the key to a "
                "user who is a shop manager or an administrator."
            ),
        ),
        Reason.NO_HTTPS: (
            env._("The store does not answer over https"),
            env._(
                "Enter the address exactly as the shop opens in a browser. If it opens "
                "only with http://, have a certificate installed on the store."
            ),
        ),
        Reason.CERTIFICATE: (
            env._("The store's certificate cannot be trusted"),
            env._(
                "It is expired, belongs to another name, or is signed by an authority "
                "nobody knows. Have it renewed, or load the authority's certificate "
                "(PEM) if it is your own."
            ),
        ),
        Reason.UNREACHABLE: (
            env._("The store cannot be reached"),
            env._(
                "Nobody answers at this address. Check it for typing errors, and "
                "whether the server of Odoo may open connections to it."
            ),
        ),
        Reason.REDIRECTED: (
            env._("The store sends us to another address"),
            env._(
                "Enter the address the shop ends up at in a browser, with or without "
                "www, and with https:// if it has it."
            ),
        ),
        Reason.FIREWALL: (
            env._("A web page answered in the store's place"),
            env._(
                "A firewall, a bot protection or a maintenance page stands before the "
                "store. Allow the address of Odoo's server there, for everything below "
                "/wp-json/."
            ),
        ),
        Reason.PERMALINKS_OFF: (
            env._("The store's interface is switched off by its permalinks"),
            env._(
                "In WordPress → Settings → Permalinks choose anything but Plain, and "
                "save."
            ),
        ),
        Reason.NOT_WOOCOMMERCE: (
            env._("There is no WooCommerce at this address"),
            env._(
                "Enter the address of the shop itself, including its folder if it "
                "lives in one, and check that the WooCommerce plugin is active."
            ),
        ),
    }
