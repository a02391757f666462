"""Administration of who and where."""

from registry.admin import accounts, officers, places

__all__ = ["accounts", "officers", "places"]
