"""The one error that people are meant to read."""


class Trouble(Exception):
    """Something is wrong outside the program; the message is one sentence for a person."""
