"""What people type about orders to correct: the desk, and the object on its own page."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.models import Rectification, RectificationLine

_PHOTO = {"accept": "image/jpeg,image/png,image/webp"}


class ExtensionForm(forms.Form):
    """Until when more time is given, and why."""

    to = forms.DateField(label=_("New last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Reason"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReportForm(forms.Form):
    """What the object did, with a photo of each line and some of the whole."""

    text = forms.CharField(
        label=_("What did you put right?"),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    whole = forms.FileField(
        label=_("Photo of the whole"), required=False, widget=forms.FileInput(attrs=_PHOTO)
    )

    def __init__(self, order: Rectification, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines: list[RectificationLine] = list(
            order.lines.select_related("answer__item").prefetch_related("proofs")
        )
        for line in self.lines:
            self.fields[self._name(line)] = forms.FileField(
                label=_("Photo of how it is now"),
                required=False,
                widget=forms.FileInput(attrs=_PHOTO),
            )

    @staticmethod
    def _name(line: RectificationLine) -> str:
        return f"photo_{line.pk}"

    def rows(self) -> Iterator[tuple[RectificationLine, Any]]:
        """Yield what is to be put right, each with its field for a photo."""
        for line in self.lines:
            yield line, self[self._name(line)]

    def photos(self) -> list[tuple[RectificationLine | None, Any]]:
        """Return the photos that came with it, by line; None is the whole."""
        found: list[tuple[RectificationLine | None, Any]] = [
            (line, upload)
            for line in self.lines
            if (upload := self.cleaned_data.get(self._name(line)))
        ]
        if whole := self.cleaned_data.get("whole"):
            found.append((None, whole))
        return found
