"""Identifiers: UUIDs of version 7, which sort by the time they were made."""

import uuid

import uuid_utils.compat


def uuid7() -> uuid.UUID:
    """Make a time-ordered UUID for a primary key."""
    return uuid_utils.compat.uuid7()
