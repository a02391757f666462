"""PostgreSQL 16 is the floor: our SQL uses nothing that came later."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LATER = {
    r"\buuidv[47]\(|\buuid_extract_": "18 and 17: uuidv7(), uuid_extract_timestamp()",
    r"WITHOUT\s+OVERLAPS|\bPERIOD\s+\w+\)\s+REFERENCES": "18: temporal keys",
    r"RETURNING\s+(?:WITH\s*\(|OLD\b|NEW\b)": "18: RETURNING OLD and NEW",
    r"\bNOT\s+ENFORCED\b": "18: constraints that are not enforced",
    r"\bGENERATED\s+ALWAYS\s+AS\s*\([^)]*\)\s*VIRTUAL": "18: virtual generated columns",
    r"(?<!\.)\b(?:casefold|array_sort|array_reverse|crc32c?)\(": "18: new functions",
    r"\bJSON_TABLE\(|\bJSON_(?:EXISTS|QUERY|VALUE|SCALAR|SERIALIZE)\(": "17: SQL/JSON functions",
    r"\bMERGE\s+INTO\b[^;]*\b(?:RETURNING|NOT\s+MATCHED\s+BY\s+SOURCE)\b": "17: MERGE RETURNING",
    r"\bCOPY\b[^;]*\b(?:ON_ERROR|LOG_VERBOSITY)\b": "17: COPY that skips bad rows",
    r"\bto_(?:bin|oct)\(|\btransaction_timeout\b|\brandom\(\s*\w+\s*,": "17: functions, settings",
}
SOURCES = sorted(
    path
    for app in ROOT.glob("*/__init__.py")
    if app.parent.name != "tests"
    for path in app.parent.glob("**/*")
    if path.suffix in (".py", ".sql")
)


@pytest.mark.parametrize("later", LATER, ids=LATER.get)
def test_nothing_newer_is_used(later):
    found = [
        f"{path.relative_to(ROOT)}: {match.group()[:60]}"
        for path in SOURCES
        for match in re.finditer(later, path.read_text(), re.IGNORECASE)
    ]
    assert found == []
