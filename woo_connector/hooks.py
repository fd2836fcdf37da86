from .models.waiting_jobs import cancel_jobs, waiting_jobs


def uninstall_hook(env):
    """Cancel what waits: nothing is left that could do it."""
    cancel_jobs(waiting_jobs(env), "Cancelled: the connector was uninstalled.")
