"""Misbehaviour on demand: of the store's answers and of its webhooks."""
