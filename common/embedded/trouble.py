"""The one error that people are meant to read."""


class Trouble(Exception):
    """Something is wrong outside the program; the message is one clear sentence, fit for a terminal."""
