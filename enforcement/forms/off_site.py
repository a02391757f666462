"""What people type about off-site inspections: the officers at the desk, the firm on its page."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import workdays
from enforcement.choices.off_site import DataFinding, DataSource, OffSiteChannel, Wanted
from enforcement.models import OffSiteLine, OffSiteRequest, Task
from enforcement.rules.off_site import MOST_DAYS
from enforcement.services.answers import checklist_items
from enforcement.services.off_site import Asked
from matters.models import CheckItem

DAYS = 7
"""Days that a firm is given where nobody says otherwise."""

_TIME = {"type": "datetime-local"}
_DAY = {"type": "date"}


class Files(forms.FileInput):
    """A field of a page that takes several files at once."""

    allow_multiple_selected = True


class AskForm(forms.Form):
    """Which lines the firm is to answer, how, until when.

    ``ask_<order>`` ticks a line, ``text_<order>``, ``wanted_<order>`` and ``must_<order>`` say what
    is asked of it; ``more`` is one thing that no line asks for.
    """

    channel = forms.ChoiceField(
        label=_("How do you look at it?"),
        choices=OffSiteChannel.choices,
        widget=forms.RadioSelect,
        initial=OffSiteChannel.UPLOAD,
    )
    due_on = forms.DateField(
        label=_("To be sent in by"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    word = forms.CharField(
        label=_("Word to the firm"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    more = forms.CharField(
        label=_("One thing more, that no line of the checklist asks for"),
        required=False,
        max_length=500,
    )

    def __init__(self, task: Task, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        today = workdays.today()
        self.fields["due_on"].initial = today + dt.timedelta(days=DAYS)
        self.fields["due_on"].widget.attrs |= {
            "min": (today + dt.timedelta(days=1)).isoformat(),
            "max": (today + dt.timedelta(days=MOST_DAYS)).isoformat(),
        }
        self.items = checklist_items(task)
        for item in self.items:
            self._add(item)

    def _add(self, item: CheckItem) -> None:
        order = item.order
        self.fields[f"ask_{order}"] = forms.BooleanField(
            label=_("Ask for this"), required=False, initial=bool(item.papers or item.is_key)
        )
        self.fields[f"text_{order}"] = forms.CharField(
            label=_("What to send or to answer"),
            required=False,
            max_length=500,
            initial=(item.papers or str(item))[:500],
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"wanted_{order}"] = forms.ChoiceField(
            label=_("To be given"),
            required=False,
            choices=Wanted.choices,
            initial=Wanted.FILE if item.photo_required else Wanted.BOTH,
        )
        self.fields[f"must_{order}"] = forms.BooleanField(
            label=_("Mandatory"), required=False, initial=True
        )

    def rows(self) -> Iterator[tuple[CheckItem, dict[str, forms.BoundField]]]:
        """Yield the lines of the checklist, each with its fields."""
        for item in self.items:
            names = ("ask", "text", "wanted", "must")
            yield item, {name: self[f"{name}_{item.order}"] for name in names}

    def asked(self) -> list[Asked]:
        """Return what was ticked."""
        data = self.cleaned_data
        found = [
            Asked(
                data[f"text_{item.order}"] or str(item)[:500],
                item,
                data[f"wanted_{item.order}"] or Wanted.BOTH,
                is_mandatory=data[f"must_{item.order}"],
            )
            for item in self.items
            if data[f"ask_{item.order}"]
        ]
        return found + ([Asked(data["more"])] if data["more"] else [])


class AgainForm(forms.Form):
    """What is still missing, and until when."""

    reason = forms.CharField(
        label=_("What is missing?"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(
        label=_("To be sent in by"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )


class CallForm(forms.Form):
    """When a video call is, and how one joins."""

    at = forms.DateTimeField(
        label=_("Time"), widget=forms.DateTimeInput(attrs=_TIME, format="%Y-%m-%dT%H:%M")
    )
    where = forms.CharField(
        label=_("How to join"), max_length=300, help_text=_("A link, or a number and a password.")
    )
    who = forms.CharField(
        label=_("Who takes part for the firm"),
        required=False,
        max_length=300,
    )

    def clean_at(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["at"]
        if at <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return at


class CallRecordForm(forms.Form):
    """How a video call went."""

    began_at = forms.DateTimeField(
        label=_("Began"), widget=forms.DateTimeInput(attrs=_TIME, format="%Y-%m-%dT%H:%M")
    )
    ended_at = forms.DateTimeField(
        label=_("Ended"), widget=forms.DateTimeInput(attrs=_TIME, format="%Y-%m-%dT%H:%M")
    )
    who = forms.CharField(label=_("Who took part for the firm"), max_length=300)
    protocol = forms.CharField(
        label=_("What was shown and said"),
        min_length=2,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CompareForm(forms.Form):
    """Which data is compared with which line, and what that shows."""

    item = forms.ModelChoiceField(CheckItem.objects.none(), label=_("Line of the checklist"))
    source = forms.ChoiceField(label=_("Data of the portal"), choices=DataSource.choices)
    finding = forms.ChoiceField(label=_("Result of the comparison"), choices=DataFinding.choices)
    note = forms.CharField(
        label=_("What the comparison shows"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, task: Task, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        if task.checklist_version is not None:
            field.queryset = task.checklist_version.items.all()


class CodeForm(forms.Form):
    """The code that opens the firm's page."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Eight letters and digits. The department told you on another way."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class FirmForm(forms.Form):
    """What the firm gives, line by line: ``text_<line>`` and ``file_<line>``."""

    def __init__(self, request: OffSiteRequest, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines: list[OffSiteLine] = list(request.lines.prefetch_related("files"))
        for line in self.lines:
            is_either = line.takes_text and line.takes_files
            # Nothing is due while the firm still saves; the page says what will be.
            is_due = line.is_mandatory and not is_either and not self.is_bound
            if line.takes_text:
                self.fields[f"text_{line.pk}"] = forms.CharField(
                    label=_("Your answer"),
                    required=is_due,
                    help_text=_("An answer or files: one of both is enough.") if is_either else "",
                    max_length=2000,
                    initial=line.answer,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
            if line.takes_files:
                self.fields[f"file_{line.pk}"] = forms.Field(
                    label=_("Add files"),
                    required=is_due,
                    widget=Files(attrs={"accept": "image/jpeg,image/png,image/webp,.pdf"}),
                )

    def rows(self) -> Iterator[tuple[OffSiteLine, list[Any], list[forms.BoundField]]]:
        """Yield what is asked, the files that are there, and its fields."""
        for line in self.lines:
            kept = [each for each in line.files.all() if each.removed_at is None]
            names = (f"text_{line.pk}", f"file_{line.pk}")
            yield line, kept, [self[name] for name in names if name in self.fields]

    def answers(self) -> dict[int, str]:
        """Return what was typed, by line."""
        return {
            line.pk: self.cleaned_data[f"text_{line.pk}"]
            for line in self.lines
            if f"text_{line.pk}" in self.cleaned_data
        }

    def uploads(self) -> dict[Any, list[Any]]:
        """Return the files that came along, by line."""
        files: Any = self.files
        return {
            line.pk: files.getlist(f"file_{line.pk}")
            for line in self.lines
            if f"file_{line.pk}" in self.fields and hasattr(files, "getlist")
        }


class OtherTimeForm(forms.Form):
    """What the firm says to an appointment."""

    other_at = forms.DateTimeField(
        label=_("Another time"),
        required=False,
        widget=forms.DateTimeInput(attrs=_TIME, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=_("Word to the department"), required=False, max_length=500)
