"""Create a record that several transactions may want to create at the same moment."""

from psycopg2 import IntegrityError

from odoo.addons.queue_job.exception import RetryableJobError


def create_once(model, backend, key, domain, values):
    """Create the one record for something of a store that was seen for the first time.

    Odoo's transactions are REPEATABLE READ: somebody else's record may have been
    committed after our snapshot was taken, and then neither a search of ours nor the
    lock tells. So, once the lock is held, a fresh transaction is asked; the unique
    index stays as the last word. Whoever loses starts over and finds the record.

    :param model: the empty recordset to create in; several values make several records
    :param key: what the lock is about, unique within the store and the model
    :param domain: finds the record once it is there
    :param values: values of the new record
    :return: the new record
    :raise RetryableJobError: somebody else created it or is about to; the try is not
        counted
    """
    model.env["woo.binding"]._lock(backend, model._name, key)
    if _exists_outside(model, domain):
        raise _lost(model, backend)
    try:
        with model.env.cr.savepoint():
            return model.create(values)
    except IntegrityError as error:
        raise _lost(model, backend) from error


def _exists_outside(model, domain):
    """Tell whether a transaction that begins now sees such a record."""
    with model.env.registry.cursor() as cr:
        fresh = model.with_env(model.env(cr=cr))
        return bool(fresh.search_count(domain, limit=1))


def _lost(model, backend):
    """Return the error that makes the job engine start over at once."""
    return RetryableJobError(
        f"Store {backend.id}: {model._name} was created by somebody else meanwhile",
        seconds=1,
        ignore_retry=True,
    )
