"""Create a record that several transactions may want to create at the same moment."""

from psycopg2 import IntegrityError

from odoo.addons.queue_job.exception import RetryableJobError

from .start_over import start_over_on


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
    why = f"Store {backend.id}: {model._name} was created by somebody else meanwhile"
    if _exists_outside(model, domain):
        raise RetryableJobError(why, seconds=1, ignore_retry=True)
    with start_over_on(IntegrityError, why=why), model.env.cr.savepoint():
        return model.create(values)


def _exists_outside(model, domain):
    """Tell whether a transaction that begins now sees such a record."""
    with model.env.registry.cursor() as cr:
        fresh = model.with_env(model.env(cr=cr))
        return bool(fresh.search_count(domain, limit=1))
