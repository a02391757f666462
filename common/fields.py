"""Field types that PostgreSQL has and Django does not."""

from typing import Any

from django.db import models

Plane = tuple[float, float]


class PlanePoint(models.Field):  # type: ignore[type-arg]
    """A PostgreSQL ``point``: (east, north) in metres on CGCS2000, central meridian 120° E.

    Distances and nearest-neighbour searches use it; longitude and latitude stay beside it.
    """

    def db_type(self, connection: Any) -> str:
        return "point"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Plane | None:
        if value is None:
            return None
        east, north = value.strip("()").split(",")
        return float(east), float(north)

    def get_prep_value(self, value: Plane | None) -> str | None:
        return None if value is None else f"({value[0]!r},{value[1]!r})"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if isinstance(value, str) or value is None else self.get_prep_value(value)
