"""Field types that PostgreSQL has and Django does not."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

Plane = tuple[float, float]
Points = Sequence[Plane]


def always() -> DateRange:
    """Return the days without beginning and end: the validity of what nobody has limited."""
    return DateRange(None, None, "[)")


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


class PlainPolygon(models.Field):  # type: ignore[type-arg]
    """A PostgreSQL ``polygon``: one ring of points, (longitude, latitude) in WGS-84 degrees.

    Its own containment is exact and its GiST index finds the rings around a point.
    """

    def db_type(self, connection: Any) -> str:
        return "polygon"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        numbers = [float(each) for each in value.replace("(", "").replace(")", "").split(",")]
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    def get_prep_value(self, value: Points | None) -> str | None:
        if value is None:
            return None
        return f"({','.join(f'({lon!r},{lat!r})' for lon, lat in value)})"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if isinstance(value, str) or value is None else self.get_prep_value(value)
