"""The topics a webhook can have, and the store's hooks behind them."""

from __future__ import annotations

RESOURCES = ("coupon", "customer", "order", "product")
EVENTS = ("created", "updated", "deleted", "restored")

_HOOKS = {
    "coupon.created": (
        "woocommerce_process_shop_coupon_meta",
        "woocommerce_new_coupon",
    ),
    "coupon.updated": (
        "woocommerce_process_shop_coupon_meta",
        "woocommerce_update_coupon",
    ),
    "coupon.deleted": ("wp_trash_post",),
    "coupon.restored": ("untrashed_post",),
    "customer.created": (
        "user_register",
        "woocommerce_created_customer",
        "woocommerce_new_customer",
    ),
    "customer.updated": ("profile_update", "woocommerce_update_customer"),
    "customer.deleted": ("delete_user",),
    "order.created": ("woocommerce_new_order",),
    "order.updated": ("woocommerce_update_order", "woocommerce_order_refunded"),
    "order.deleted": ("wp_trash_post", "woocommerce_trash_order"),
    "order.restored": ("untrashed_post", "woocommerce_untrash_order"),
    "product.created": (
        "woocommerce_process_product_meta",
        "woocommerce_new_product",
        "woocommerce_new_product_variation",
    ),
    "product.updated": (
        "woocommerce_process_product_meta",
        "woocommerce_update_product",
        "woocommerce_update_product_variation",
    ),
    "product.deleted": ("wp_trash_post",),
    "product.restored": ("untrashed_post",),
}


def split_topic(topic: str) -> tuple[str, str]:
    """Return the resource and the event of a topic."""
    resource, _, event = topic.partition(".")
    return resource, event


def is_valid_topic(topic: str) -> bool:
    """Tell whether WooCommerce accepts the topic; any ``action.…`` is one."""
    resource, event = split_topic(topic)
    if resource == "action":
        return bool(event)
    return resource in RESOURCES and event in EVENTS


def hooks_of(topic: str) -> list[str]:
    """Return the hooks that make a webhook of this topic deliver."""
    resource, event = split_topic(topic)
    return [event] if resource == "action" else list(_HOOKS.get(topic, ()))
