"""How the tables of the list land."""
