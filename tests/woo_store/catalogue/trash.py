"""What the trash does to the slug of a product."""

from ..metadata import update_meta
from ..state import Row, State

_SUFFIX = "__trashed"
_WANTED = "_wp_desired_post_slug"


def move_slug(state: State, row: Row, *, was_trashed: bool) -> None:
    """Free the slug of a product that goes into the trash, or give it back.

    Nothing happens to a product whose status stays trash.
    """
    trashed = row["status"] == "trash"
    if trashed and not was_trashed:
        update_meta(row["meta_data"], _WANTED, row["slug"], state.sequences)
        row["slug"] += _SUFFIX
    elif was_trashed and not trashed:
        row["slug"] = row["slug"].removesuffix(_SUFFIX)
        update_meta(row["meta_data"], _WANTED, None, state.sequences)
