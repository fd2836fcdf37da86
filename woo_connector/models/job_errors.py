"""The edge between the pure room's errors and the job engine's."""

from contextlib import contextmanager

from ..woo.errors import MisconfiguredError, TemporaryError


@contextmanager
def job_errors(backend):
    """Translate what a store answered into what the job engine understands.

    Wrap the part of a job that talks to the store::

        with job_errors(backend), backend._client() as client:
            client.get("orders/12")

    A store that has failed several times in a row is not asked at all: the job waits
    until it answers again. A temporary failure postpones the job: by the store's own
    ``Retry-After`` when it named one, until the store answers again when it is left
    alone now, else by the growing pauses of the job function's retry pattern.
    A misconfigured store and rejected data fail the job with their plain sentence.
    Failures that concern the whole store (not one rejected object) are noted on it.

    :param backend: the ``woo.backend`` the job talks to
    :raise RetryableJobError: in place of ``TemporaryError``, or the store is left alone
    """
    backend._check_silence()
    try:
        yield
    except TemporaryError as error:
        backend._note_error(str(error), is_misconfigured=False)
        raise backend._postponed(error) from error
    except MisconfiguredError as error:
        backend._note_error(str(error), is_misconfigured=True)
        raise
    backend._note_success()
