"""A page at ``/`` that lets a person watch the store and disturb it."""
