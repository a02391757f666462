"""Which roles one person may hold."""

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
"""The three administrators of GB/T 22239-2019, level 3: apart from each other and the work."""

APART = ADMINISTRATORS | {"area_admin"}
"""Roles that nobody holds beside another: who gives out work does none of it."""


def roles_clash(role: str, held: set[str]) -> bool:
    """Tell whether nobody may hold ``role`` beside the roles ``held``."""
    others = held - {role}
    return bool(others) and bool(APART & (others | {role}))
