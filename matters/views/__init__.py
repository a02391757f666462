"""Pages of the list: matters, their claims, check forms."""
