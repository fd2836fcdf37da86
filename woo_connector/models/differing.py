def write_differing(record, values):
    """Write to a record only what it does not hold already.

    Writing a value again is no harmless repetition: Odoo then computes anew what
    depends on it, also where a person has entered something else. What is in ``values``
    and not written counts as written: it is not computed anew either.

    :param record: one record
    :param dict values: by name of field, as for ``write``
    """
    differing = {
        name: value for name, value in values.items() if _differs(record, name, value)
    }
    if differing:
        given = [record._fields[name] for name in values]
        with record.env.protecting(given, record):
            record.write(differing)


def _differs(record, name, value):
    field = record._fields[name]
    held, wanted = (
        field.convert_to_cache(either, record) for either in (record[name], value)
    )
    if field.type in ("one2many", "many2many"):
        # The order of the linked records is not theirs to say.
        return set(held) != set(wanted)
    return held != wanted
