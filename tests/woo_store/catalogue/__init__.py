"""Products and variations: their rows, what follows from them, how they are shown."""
