"""What a person has to do when a store cannot be used, in the person's language."""

from odoo.tools import LazyTranslate

from ..woo.errors import Reason

_lt = LazyTranslate(__name__)

#: Per reason a title and an instruction.
SENTENCES = {
    Reason.WRONG_KEY: (
        _lt("The store does not know these keys"),
        _lt(
            "Copy the consumer key and the consumer secret once more from "
            "WooCommerce → Settings → Advanced → REST API. If the secret is no "
            "longer shown there, add a new key."
        ),
    ),
    Reason.READ_ONLY_KEY: (
        _lt("These keys may only read"),
        _lt(
            "In WooCommerce → Settings → Advanced → REST API, open the key and set "
            "its permission to Read/Write: Odoo writes stock and webhooks."
        ),
    ),
    Reason.WRITE_ONLY_KEY: (
        _lt("These keys may only write"),
        _lt(
            "In WooCommerce → Settings → Advanced → REST API, open the key and set "
            "its permission to Read/Write: Odoo reads orders and products."
        ),
    ),
    Reason.MISSING_PERMISSION: (
        _lt("The keys' user may not do this"),
        _lt(
            "In WooCommerce → Settings → Advanced → REST API, give the key to a "
            "user who is a shop manager or an administrator."
        ),
    ),
    Reason.NO_HTTPS: (
        _lt("The store does not answer over https"),
        _lt(
            "Enter the address exactly as the shop opens in a browser. If it opens "
            "only with http://, have a certificate installed on the store."
        ),
    ),
    Reason.CERTIFICATE: (
        _lt("The store's certificate cannot be trusted"),
        _lt(
            "It is expired, belongs to another name, or is signed by an authority "
            "nobody knows. Have it renewed, or load the authority's certificate "
            "(PEM) if it is your own."
        ),
    ),
    Reason.UNREACHABLE: (
        _lt("The store cannot be reached"),
        _lt(
            "Nobody answers at this address. Check it for typing errors, and "
            "whether the server of Odoo may open connections to it."
        ),
    ),
    Reason.REDIRECTED: (
        _lt("The store sends us to another address"),
        _lt(
            "Enter the address the shop ends up at in a browser, with or without "
            "www, and with https:// if it has it."
        ),
    ),
    Reason.FIREWALL: (
        _lt("A web page answered in the store's place"),
        _lt(
            "A firewall, a bot protection or a maintenance page stands before the "
            "store. Allow the address of Odoo's server there, for everything below "
            "/wp-json/."
        ),
    ),
    Reason.PERMALINKS_OFF: (
        _lt("The store's interface is switched off by its permalinks"),
        _lt(
            "In WordPress → Settings → Permalinks choose anything but Plain, and save."
        ),
    ),
    Reason.NOT_WOOCOMMERCE: (
        _lt("There is no WooCommerce at this address"),
        _lt(
            "Enter the address of the shop itself, including its folder if it "
            "lives in one, and check that the WooCommerce plugin is active."
        ),
    ),
}


def what_to_do(env, reason):
    """Return a title and an instruction for one reason.

    :param Reason reason:
    :return: what is wrong, and what to do about it
    :rtype: tuple[str, str]
    """
    title, instruction = SENTENCES[reason]
    return env._(title), env._(instruction)
