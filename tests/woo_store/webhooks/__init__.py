"""Webhooks: their topics and signatures, and the queue that delivers them."""
