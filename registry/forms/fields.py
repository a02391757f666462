"""Fields that several forms of the registry have."""

from django import forms

from registry.choices import Level
from registry.models import Region


class RegionField(forms.ModelChoiceField):
    """A region to choose, indented below the one it belongs to."""

    def label_from_instance(self, region: Region) -> str:
        return "\u3000" * max(region.level - Level.PROVINCE, 0) + region.named
