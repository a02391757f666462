"""Forms in which a check form is built: its head, a line, its verdict rules, a merge, an import."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import RuleError
from matters.choices import FormResult
from matters.models import CheckItem, Matter
from matters.reasons import option_in_words
from matters.rules import verdicts
from matters.rules.lines import write_options
from matters.services import read_own_results

RULES = 4
"""How many verdict rules the form offers at once."""


class RevisionForm(forms.Form):
    """The revision of a draft that its author saw."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class MoveForm(RevisionForm):
    """To which place a line goes."""

    to = forms.IntegerField(min_value=1, max_value=1000)


class MatterChoice(forms.ModelMultipleChoiceField):
    """Matters by code and name, without a query for each."""

    def label_from_instance(self, matter: Any) -> str:
        return f"{matter.code} {matter.title or matter.sub_item}".strip()


class NewChecklistForm(forms.Form):
    """The head of a form that its list does not have yet."""

    list_code = forms.CharField(label=pgettext_lazy("matters", "List"), max_length=40)
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300, required=False)
    matters = MatterChoice(
        queryset=Matter.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Matters that use it"),
    )

    def __init__(self, *args: Any, matters: QuerySet[Matter], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["matters"]
        field.queryset = matters


class MergeForm(NewChecklistForm):
    """The matters whose forms become one."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["matters"]
        field.required, field.label = True, _("Matters to check at once")
        field.help_text = _(
            "Lines that say the same appear once; each keeps the forms it came from, and its "
            "result counts for each of the matters."
        )


class LineForm(forms.ModelForm):
    """One line of a draft; ``items`` are all lines of the form, for what it may wait for."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    own_results = forms.CharField(
        label=_("Results to choose from"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Empty: passed, failed, not checked, not applicable. Own ones stand one a line: name / "
            "English name = what it means and its share of the score, such as “so so = pass 50%”."
        ),
    )
    waits_for = forms.MultipleChoiceField(
        label=_("Ask it only after these answers"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Answers of one earlier line. Without any it is always asked."),
    )

    class Meta:
        model = CheckItem
        fields: ClassVar = [
            "content", "content_en", "how", "how_en", "papers", "papers_en", "is_key",
            "photo_required", "score", "basis", "finding", "finding_en", "group", "group_en",
            "line_no",
        ]  # fmt: skip
        widgets: ClassVar = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in (
                "content", "content_en", "how", "how_en", "papers", "papers_en", "basis",
                "finding", "finding_en",
            )
        }  # fmt: skip
        help_texts: ClassVar = {
            "basis": _("Law and article as officials write them. They are linked."),
            "finding": _("What the record says when the line failed and the officer adds nothing."),
            "group": _("What it is asked again for, such as “vehicle”. Neighbours of one name."),
        }

    def __init__(self, *args: Any, items: Sequence[CheckItem], **kwargs: Any):
        line = kwargs.get("instance") or CheckItem(order=len(items) + 1)
        initial: dict[str, Any] = {"own_results": write_options(line.options)}
        if line.when_line:
            initial["waits_for"] = [f"{line.when_line}:{each}" for each in line.when_answers]
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        field: Any = self.fields["waits_for"]
        field.choices = [
            (
                f"{each.order}. {Truncator(str(each)).chars(40)}",
                [(f"{each.order}:{o.code}", f"{each.order} · {option_in_words(o)}")
                 for o in each.results],
            )
            for each in items
            if each.order < line.order
        ]  # fmt: skip
        if not field.choices:
            del self.fields["waits_for"]

    def clean_own_results(self) -> list[dict[str, str]]:
        try:
            return read_own_results(self.cleaned_data["own_results"])
        except RuleError as refused:
            raise forms.ValidationError(str(refused.message)) from refused

    def clean_waits_for(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["waits_for"]
        if len({each.partition(":")[0] for each in chosen}) > 1:
            raise forms.ValidationError(_("Choose answers of one line only."))
        return chosen

    def content(self) -> dict[str, Any]:
        """Return the fields of the line as the services take them."""
        given = dict(self.cleaned_data)
        given.pop("revision", None)
        waits = given.pop("waits_for", [])
        given["options"] = given.pop("own_results", [])
        given["when_line"] = int(waits[0].partition(":")[0]) if waits else None
        given["when_answers"] = [each.partition(":")[2] for each in waits]
        return given


class VerdictForm(forms.Form):
    """The verdict rules of a draft, as many rows as there are and some to add."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    rescale = forms.BooleanField(
        label=_("Leave lines that do not apply out of the total score"), required=False
    )
    passed_name = forms.CharField(label=_("What passing is called"), max_length=40, required=False)
    passed_name_en = forms.CharField(
        label=_("What passing is called, in English"), max_length=40, required=False
    )

    def __init__(self, *args: Any, verdict: verdicts.Verdict, **kwargs: Any):
        count = min(max(len(verdict.rules) + 1, RULES), verdicts.MOST_RULES)
        self.numbers = range(1, count + 1)
        kwargs["initial"] = {
            "rescale": verdict.rescale,
            "passed_name": verdict.passed_name,
            "passed_name_en": verdict.passed_name_en,
            **_initial(verdict),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        for number in self.numbers:
            self._add_rule(number)

    def _add_rule(self, number: int) -> None:
        kinds = [
            ("", _now("no rule")),
            (verdicts.KEY_FAILED, _now("failed key lines: at least")),
            (verdicts.FAILED_LINES, _now("failed lines: at least")),
            (verdicts.SCORE, _now("score in per cent: below")),
        ]
        self.fields[f"when_{number}"] = forms.ChoiceField(
            choices=kinds, required=False, label=_now("Rule %(n)d counts") % {"n": number}
        )
        self.fields[f"bound_{number}"] = forms.DecimalField(
            required=False, min_value=Decimal(0), max_value=Decimal(1000), label=_("Bound")
        )
        self.fields[f"result_{number}"] = forms.ChoiceField(
            choices=[(each, FormResult(each).label) for each in verdicts.RESULTS],
            required=False,
            label=_("leads to"),
        )
        self.fields[f"name_{number}"] = forms.CharField(
            max_length=40, required=False, label=_("called")
        )
        self.fields[f"name_en_{number}"] = forms.CharField(
            max_length=40, required=False, label=_("called, in English")
        )

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields rule by rule."""
        names = ("when", "bound", "result", "name", "name_en")
        return [[self[f"{name}_{number}"] for name in names] for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        rules = []
        for number in self.numbers:
            when = given.get(f"when_{number}")
            if not when:
                continue
            bound = given.get(f"bound_{number}")
            if bound is None:
                self.add_error(f"bound_{number}", _("Say from how many, or below which score."))
                continue
            rule = {"when": when, "result": given.get(f"result_{number}")}
            rule |= {"below": bound} if when == verdicts.SCORE else {"least": bound}
            rule |= {key: given.get(f"{key}_{number}", "") for key in ("name", "name_en")}
            try:
                rules.append(verdicts.read({"rules": [rule]}).rules[0])
            except verdicts.BadVerdict:
                self.add_error(
                    f"bound_{number}",
                    _("At least one line, or a score above 0 and up to 100."),
                )
        names = {key: given.get(key, "") for key in ("passed_name", "passed_name_en")}
        self.verdict = verdicts.Verdict(tuple(rules), given.get("rescale", False), **names)
        if not rules:
            self.verdict = verdicts.HOUSE
        return given


def _initial(verdict: verdicts.Verdict) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, rule in enumerate(verdict.rules, 1):
        found |= {
            f"when_{number}": rule.when,
            f"bound_{number}": rule.below if rule.when == verdicts.SCORE else rule.least,
            f"result_{number}": rule.result,
            f"name_{number}": rule.name,
            f"name_en_{number}": rule.name_en,
        }
    return found


class OfficeForm(forms.Form):
    """A Word or Excel file with tables of check lines."""

    list_code = forms.CharField(label=pgettext_lazy("matters", "List"), max_length=40)
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("For forms without a code of their own; several are numbered behind it."),
    )
    file = forms.FileField(
        label=_("Word or Excel file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx,.csv"}),
    )
