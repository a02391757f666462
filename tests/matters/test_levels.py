"""Filters by level stay what they are beside extensions that know other operators for arrays."""

import pytest

from matters.models import MatterVersion
from tests import build


@pytest.mark.django_db
def test_matters_are_found_by_their_levels():
    county = build.matter_version(levels=[4])
    build.matter_version(levels=[3])
    assert list(MatterVersion.objects.filter(levels__contains=[4])) == [county]
    assert MatterVersion.objects.filter(levels__overlap=[3, 4]).count() == 2
