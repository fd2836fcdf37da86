"""What mapped fields held at the last import, in the store and in Odoo.

Per field a pair ``[the store's value, Odoo's value]``, as JSON. Odoo may round a number
or clean a text, so both have to be known to tell who changed something since.
"""


def plain(value):
    """Return a field's value as JSON can hold it and ``write`` takes it."""
    return str(value) if hasattr(value, "isoformat") else value


def read_plain(record, name):
    """Return what a field of a record holds, as :func:`plain` writes it."""
    field = record._fields[name]
    return plain(field.convert_to_write(record[name], record))


def find_kept(record, before, values):
    """Return the fields that somebody changed in Odoo, as the import had left them.

    :param dict before: the pairs of the last import, by name of the field
    :param values: names of the fields that the store has a value for
    """
    return {
        name: before[name][1]
        for name in set(values) & before.keys()
        if read_plain(record, name) != before[name][1]
    }


def find_changed(record, before, values):
    """Return what the store changed and Odoo does not say already.

    :param dict values: the store's values now, by name of the field
    """
    return {
        name: value
        for name, value in values.items()
        if plain(value) not in (read_plain(record, name), before.get(name, [None])[0])
    }


def pairs(record, values, kept):
    """Return the pairs to remember; what Odoo keeps stays changed by somebody."""
    return {
        name: [plain(value), kept.get(name, read_plain(record, name))]
        for name, value in values.items()
    }
