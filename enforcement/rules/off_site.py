"""The limits of an inspection without a visit [D]."""

LINK_DAYS = 30
"""Calendar days after the last day in which the firm's link still opens its page."""

MOST_WRONG_CODES = 10
"""Wrong codes after which the page stays shut until the department gives a new one."""

MOST_FILES = 60
"""Files that one request takes, as many as a task takes photos."""

MOST_DAYS = 60
"""Calendar days within which a firm is asked to send something in."""

REMIND_DAYS = 3
"""Calendar days before the last day on which the firm's officers are reminded."""
