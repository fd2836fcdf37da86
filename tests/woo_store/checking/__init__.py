"""Comparing a store's answers with recorded ones."""
