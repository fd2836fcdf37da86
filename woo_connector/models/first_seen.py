"""Create records that several transactions may want to create at the same moment."""

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.addons.queue_job.exception import RetryableJobError

from .start_over import start_over_on


def create_once(model, backend, key, domain, values):
    """Create the one record for something of a store that was seen for the first time.

    See :func:`create_all_once`; ``key`` and ``values`` are those of one record.
    """
    return create_all_once(model, backend, [key], domain, [values])


def create_all_once(model, backend, keys, domain, values_list):
    """Create the records for what was seen of a store for the first time.

    Odoo's transactions are REPEATABLE READ: somebody else's record may have been
    committed after our snapshot was taken, and then neither a search of ours nor the
    lock tells. So, once the lock is held, a fresh transaction is asked; the unique
    index stays as the last word. Whoever loses starts over and finds the record.

    :param model: the empty recordset to create in
    :param list keys: what the locks are about, unique within the store and the model
    :param domain: finds any of the records once it is there
    :param list[dict] values_list: values of the new records
    :return: the new records
    :raise RetryableJobError: somebody else created it or is about to; the try is not
        counted
    """
    with unseen_elsewhere(backend, model._name, keys, [(model, domain)]):
        return model.create(values_list)


@contextmanager
def unseen_elsewhere(owner, kind, keys, searches):
    """Create inside what no other transaction has created, or is about to.

    :param owner: the record within which the keys are unique, e.g. the store
    :param str kind: what the keys name
    :param keys: what the locks are about. They appear in the job's record, so nothing
        personal.
    :param list searches: (model, domain) pairs that find any of the records once they
        are there; they may find others, too
    :raise RetryableJobError: somebody else created it or is about to; the try is not
        counted. The transaction is of no use any more, or what its caller set a
        savepoint for.
    """
    env = owner.env
    env["woo.binding"]._lock_all(owner, kind, keys)
    why = f"{owner}: {kind} was created by somebody else meanwhile"
    if _exists_outside(searches):
        raise RetryableJobError(why, seconds=1, ignore_retry=True)
    with start_over_on(IntegrityError, why=why):
        yield
        # The unique indexes are to speak here, not whenever Odoo writes next.
        env.flush_all()


def _exists_outside(searches):
    """Tell whether a transaction that begins now sees a record that ours does not.

    What ours sees as well was looked at before, and was not what is wanted: a contact
    with the same e-mail address can belong to another company.
    """
    env = searches[0][0].env
    with env.registry.cursor() as cr:
        fresh = [
            model.with_env(model.env(cr=cr)).search(domain).ids
            for model, domain in searches
        ]
    return any(
        ids and not set(ids) <= set(model.search(domain).ids)
        for ids, (model, domain) in zip(fresh, searches, strict=True)
    )
