"""Forms of requests, reforms, evaluations and comments."""

import re
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import workdays
from matters.choices import AdjustmentKind, Answered, EvaluationResult, ReformKind
from matters.forms.steps import RemarkForm
from matters.models import Matter, MatterVersion
from matters.services import NewMatter
from registry.models import Department

_DAY = {"type": "date"}


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def handle(matter: Matter) -> str:
    """Return how a form names a matter: its code, else its key."""
    return matter.code or str(matter.pk)


def _matter(text: str, rows: QuerySet[MatterVersion]) -> Matter:
    """Return the matter that a code or a key names; raise ValidationError in words."""
    try:
        found = rows.filter(matter=uuid.UUID(text))
    except ValueError:
        found = rows.filter(matter__code__iexact=text)
    matters = {row.matter for row in found.select_related("matter")[:20]}
    if not matters:
        raise forms.ValidationError(
            _("No matter in force has the code “%(code)s”.") % {"code": text}
        )
    if len(matters) > 1:
        raise forms.ValidationError(
            _("Several matters have the code “%(code)s”: begin from the page of the one you mean.")
            % {"code": text}
        )
    return matters.pop()


class AdjustmentForm(forms.Form):
    """A request: who asks, what about, what for."""

    department = forms.ModelChoiceField(queryset=Department.objects.none(), label=_("Asked by"))
    kind = forms.ChoiceField(choices=AdjustmentKind.choices, label=_("What is asked for"))
    matter = forms.CharField(
        required=False,
        max_length=60,
        label=_("Code of the matter"),
        help_text=_("Empty for a new matter."),
    )
    addressee = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        required=False,
        label=_("Department that is to take up a new matter"),
        help_text=_("For a matter on the list, its responsible department answers."),
    )
    title = forms.CharField(required=False, max_length=300, label=_("Title"))
    proposal = forms.CharField(max_length=5000, widget=_area(5), label=_("Proposal"))
    reason = forms.CharField(max_length=5000, widget=_area(4), label=_("Reason"))
    file = forms.FileField(required=False, label=_("Attachment"))

    def __init__(
        self,
        *args: Any,
        departments: QuerySet[Department],
        addressees: QuerySet[Department],
        matters: QuerySet[MatterVersion],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.matters = matters
        own: Any = self.fields["department"]
        own.queryset = departments
        first = departments.first()
        if first and departments.count() == 1:
            own.initial = first.pk
        answers: Any = self.fields["addressee"]
        answers.queryset = addressees

    def clean_matter(self) -> Matter | None:
        text = self.cleaned_data["matter"].strip()
        return _matter(text, self.matters) if text else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == AdjustmentKind.ADD:
            for name in ("addressee", "title"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for a new matter."))
        elif "matter" in data and data["matter"] is None:
            self.add_error("matter", _("Say which matter it is about."))
        return data


class ReformForm(forms.Form):
    """Which matters give way to which."""

    kind = forms.ChoiceField(choices=ReformKind.choices, label=_("Kind"))
    olds = forms.CharField(
        widget=_area(3), label=_("Matters that give way"), help_text=_("One code a line.")
    )
    keep = forms.CharField(
        widget=_area(2),
        required=False,
        label=_("Matters on the list that take their place"),
        help_text=_("One code a line. In a merge it may be one of those above, which then stays."),
    )
    new = forms.CharField(
        widget=_area(3),
        required=False,
        label=_("New matters that take their place"),
        help_text=_(
            "One a line: code, space, name. Each becomes a draft that says what the first old "
            "matter says, to be amended before review."
        ),
    )
    day = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    reason = forms.CharField(max_length=2000, widget=_area(3), label=_("Reason"))

    def __init__(
        self,
        *args: Any,
        olds: QuerySet[MatterVersion],
        standing: QuerySet[MatterVersion],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.rows_old, self.rows_keep = olds, standing
        self.fields["day"].initial = workdays.today

    def clean_olds(self) -> list[Matter]:
        return self._matters("olds", self.rows_old)

    def clean_keep(self) -> list[Matter]:
        return self._matters("keep", self.rows_keep)

    def clean_new(self) -> list[NewMatter]:
        found = []
        for line in self.cleaned_data["new"].splitlines():
            code, _space, name = line.strip().partition(" ")
            if not code:
                continue
            if not re.fullmatch(r"[\w.-]{1,40}", code) or not name.strip():
                raise forms.ValidationError(
                    _("“%(line)s”: write the code, a space and the name.") % {"line": line[:60]}
                )
            found.append(NewMatter(code, name.strip()[:300]))
        return found

    def _matters(self, name: str, rows: QuerySet[MatterVersion]) -> list[Matter]:
        texts = [each.strip() for each in self.cleaned_data[name].splitlines() if each.strip()]
        return [_matter(text, rows) for text in dict.fromkeys(texts)]


class ApproveForm(RemarkForm):
    """From which day a reform is carried out."""

    day = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    field_order = ["day", "basis"]


class EvaluateForm(forms.Form):
    """What an evaluation comes to."""

    result = forms.ChoiceField(
        choices=EvaluationResult.choices, label=_("Result"), widget=forms.RadioSelect
    )
    reason = forms.CharField(max_length=2000, widget=_area(3), label=_("Reason"))
    next_on = forms.DateField(
        required=False,
        label=_("Next evaluation"),
        help_text=_("A year from today if empty."),
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )


class ConsultForm(forms.Form):
    """What is asked, until when, and of whom."""

    invitation = forms.CharField(max_length=2000, widget=_area(3), label=_("What is asked"))
    closes_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    is_public = forms.BooleanField(
        required=False, label=_("Ask the public too, on the public site")
    )


class CommentForm(forms.Form):
    """A comment in the name of a department."""

    department = forms.ModelChoiceField(queryset=Department.objects.none(), label=_("Department"))
    text = forms.CharField(max_length=2000, widget=_area(4), label=_("Comment"))

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        own: Any = self.fields["department"]
        own.queryset = departments
        first = departments.first()
        if first and departments.count() == 1:
            own.initial = first.pk


class AnswerForm(forms.Form):
    """What became of a comment, and why."""

    answered = forms.ChoiceField(choices=Answered.choices, label=_("What becomes of it"))
    answer = forms.CharField(max_length=2000, widget=_area(2), label=_("Answer or reason"))
