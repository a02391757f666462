"""The form of a rule of dispatch: what it speaks of, and to whom it sends."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.models import DispatchRule
from registry.models import Department, Line, Officer, Region


class DispatchRuleForm(forms.ModelForm):
    """A rule; what is left empty holds for everything."""

    line = forms.ChoiceField(label=_("Line of business"), required=False)

    class Meta:
        model = DispatchRule
        fields = (
            "name", "department", "priority", "matters", "region", "line", "team", "officers",
            "calls_in", "most_open",
        )  # fmt: skip
        labels = {
            "name": _("Name of the rule"),
            "department": _("Whose tasks"),
            "priority": _("Turn"),
            "matters": _("Matter or group of matters"),
            "region": _("Region"),
            "team": _("Goes to the team"),
            "officers": _("Goes to these officers"),
            "calls_in": _("May call in officers who are off duty"),
            "most_open": _("Not to officers with so much open work"),
        }
        help_texts = {
            "name": _("The officers read it as the reason why the task came to them."),
            "department": _("Tasks of this department and those below it."),
            "priority": _("The lowest number goes first."),
            "matters": _("The code of a matter, or the beginning that a group of them shares."),
            "team": _("The officers of this department; empty: of the acting one."),
            "officers": _("Instead of a whole team; the least busy of them goes."),
            "most_open": _("Empty: no limit."),
        }

    def __init__(
        self,
        *args: Any,
        departments: QuerySet[Department],
        regions: QuerySet[Region],
        officers: QuerySet[Officer],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["department"].queryset = fields["team"].queryset = departments.order_by("path")
        fields["region"].queryset = regions.order_by("path")
        fields["officers"].queryset = officers.select_related("user").order_by("user__name")
        fields["line"].choices = [
            ("", "—"), *((line.code, line.named) for line in Line.objects.all()),
        ]  # fmt: skip
