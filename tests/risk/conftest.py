"""The rain rule and gauges to judge."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from common.ids import uuid7
from common.partitions import ensure_month
from datacenter.choices import BatchState
from datacenter.models import Batch, Dataset, Indicator, Reading, Source
from registry.models import Department, Region, Subject
from risk import services

RAIN_RULE = {
    "id": "rain.storm",
    "title": "暴雨",
    "title_en": "Storm",
    "sources": ["rain"],
    "schedule": "ingest",
    "subject": {"type": "equipment", "label": "rain_gauge"},
    "measures": {
        name: {"agg": "sum", "of": "rain.mm", "window": f"{hours}h"}
        for name, hours in {"r3": 3, "r6": 6, "r12": 12}.items()
    },
    "levels": {"1": "r3 >= 100", "2": "r3 >= 50", "3": "r6 >= 50", "4": "r12 >= 50"},
    "clear": "r3 < 40 and r6 < 40 and r12 < 40",
    "keep": "30m",
    "for": "0m",
    "stale_after": "15m",
    "late": "6h",
    "target": [
        {"link": "drained_by"},
        {"radius_m": 1500, "kind": "site", "label": "deep_pit"},
    ],
}


class Rain:
    """A gauge network: send readings as a loaded batch, judge it, look at what came of it."""

    def __init__(self) -> None:
        self.region = Region.objects.create(code="330106", name="西湖区", level=4, path="330106/")
        self.department = Department.objects.create(
            code="D1", name="住建局", path="D1/", region=self.region, level=4, lines=["drainage"]
        )
        from datacenter.datasets import sync_datasets

        sync_datasets()
        self.source = Source.objects.create(
            name="测试", department=self.department, key="k1", secret=b""
        )
        self.dataset = Dataset.objects.get(code="rain")
        self.gauges: dict[str, Indicator] = {}

    def gauge(self, code: str = "G1", **fields: object) -> Indicator:
        if code not in self.gauges:
            subject = Subject.objects.create(
                kind="equipment",
                code=code,
                name=code,
                region=self.region,
                labels=["rain_gauge"],
                **fields,
            )
            self.gauges[code] = Indicator.objects.create(
                dataset=self.dataset, subject=subject, source=self.source
            )
        return self.gauges[code]

    def batch(
        self,
        rows: list[tuple[str, dt.datetime, Decimal | int | str]],
        received: dt.datetime | None = None,
    ) -> Batch:
        """Store rows (gauge, time, mm) as a loaded batch; readings known already are left out."""
        touched: dict[int, list[dt.datetime]] = {}
        batch = Batch(
            id=uuid7(),
            source=self.source,
            dataset=self.dataset,
            request_id=uuid7(),
            sha256="",
            state=BatchState.LOADED,
            sent=len(rows),
            loaded=len(rows),
        )
        if received:
            batch.received_at = received
        for month in {at.replace(day=1) for _, at, _ in rows}:
            ensure_month("datacenter_reading", month)
        made = {}
        for code, at, value in rows:
            series = self.gauge(code).pk
            made[series, at] = Reading(
                series_id=series, at=at, value=Decimal(value), batch=batch.pk
            )
            touched.setdefault(series, []).append(at)
        Reading.objects.bulk_create(made.values(), ignore_conflicts=True)
        batch.touched = [
            [series, min(times).isoformat(), max(times).isoformat()]
            for series, times in sorted(touched.items())
        ]
        batch.save(force_insert=True)
        return batch

    def judge(self, rows, received=None):
        """Store and judge in one transaction; return the changes."""
        with transaction.atomic():
            batch = self.batch(rows, received)
            return services.evaluate(batch.pk)


@pytest.fixture
def rain(db):
    return Rain()


@pytest.fixture
def rule(rain, django_user_model):
    """The published rain rule."""
    author = django_user_model.objects.create_user("author", name="甲")
    reviewer = django_user_model.objects.create_user("reviewer", name="乙")
    version = services.define(RAIN_RULE, department=rain.department, by=author)
    services.review(version, by=reviewer)
    return services.publish(version, by=reviewer)
