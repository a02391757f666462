"""Pages of who and where."""
