"""Re-divisions, other names and outlines come from files; the demo's own are Hangzhou's of 2021."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from common.imports import Outcome, Unreadable
from registry import services
from registry.imports.places import AliasImporter, OutlineImporter, SuccessionImporter
from registry.imports.trees import DivisionImporter
from registry.models import Region, RegionAlias

pytestmark = pytest.mark.django_db
DEMO = Path(settings.BASE_DIR) / "demo"


@pytest.fixture
def divisions():
    for name in ("divisions.csv", "former_divisions.csv"):
        DivisionImporter().run(DEMO / name)


def test_the_files_of_the_demo_land_once(divisions):
    for importer, name in (
        (SuccessionImporter, "successions.csv"),
        (AliasImporter, "region_names.csv"),
        (OutlineImporter, "outlines.geojson"),
    ):
        first, second = importer().run(DEMO / name), importer().run(DEMO / name)
        assert not first.rejected
        assert first.outcomes[Outcome.CREATED] == first.landed == second.outcomes[Outcome.UNCHANGED]
    jianggan = Region.objects.get(code="330104")
    assert str(jianggan.last_day) == "2021-04-08"
    assert str(Region.objects.get(code="330114").valid.lower) == "2021-04-09"
    assert RegionAlias.objects.filter(region=jianggan).exists()


def test_each_district_of_the_demo_is_found_at_its_middle(divisions):
    OutlineImporter().run(DEMO / "outlines.geojson")
    rows = Region.objects.filter(parent__code="330100").exclude(code__in=["330103", "330104"])
    found = services.locate_all([(row.lon, row.lat) for row in rows])
    assert found == list(rows)


def test_what_is_wrong_is_named(divisions, tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text("{}", "utf-8")
    with pytest.raises(Unreadable):
        OutlineImporter().run(path)
    features = [
        {"properties": {"code": "999999"}, "geometry": None},
        {"properties": {"adcode": 330106}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
    ]
    path.write_text(json.dumps({"features": features}), "utf-8")
    report = OutlineImporter().run(path)
    assert [each.code for each in report.rejected] == ["unknown_region", "bad_shape"]
    path = tmp_path / "s.csv"
    path.write_text("old_code,new_code,day,kind\n330106,999999,2021-04-09,whole\n", "utf-8")
    assert [each.code for each in SuccessionImporter().run(path).rejected] == ["unknown_region"]
