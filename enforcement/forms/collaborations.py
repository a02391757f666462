"""What is asked of another department, and how it is answered."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.choices.collaborations import ASKED_BY_HAND, CollaborationKind
from registry.models import Department, Subject


class AskForm(forms.Form):
    """What a department asks of another, and what it is about."""

    kind = forms.ChoiceField(
        label=_("What is needed"),
        choices=[(each, CollaborationKind(each).label) for each in ASKED_BY_HAND],
    )
    from_department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Asking department"), empty_label=None
    )
    to_department = forms.ModelChoiceField(Department.objects.none(), label=_("Asked department"))
    subject = forms.CharField(
        label=_("Code of the object"),
        max_length=60,
        required=False,
        help_text=_("May stay empty where no single object is meant."),
    )
    wanted = forms.CharField(
        label=_("What is asked for, and why"),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(required=False, label=_("Attachment"))

    def __init__(
        self,
        *args: Any,
        own: QuerySet[Department],
        others: QuerySet[Department],
        subjects: QuerySet[Subject],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["from_department"].queryset = own
        fields["to_department"].queryset = others
        self.subjects = subjects

    def clean_subject(self) -> Subject | None:
        code = self.cleaned_data["subject"].strip()
        if not code:
            return None
        found = self.subjects.filter(code=code).select_related("region").first()
        if found is None:
            raise forms.ValidationError(
                _("No object in your regions has the code “%(code)s”.") % {"code": code}
            )
        return found


class AnswerForm(forms.Form):
    """The answer to a request, with a file where one is needed."""

    text = forms.CharField(
        label=_("Answer"),
        min_length=2,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(required=False, label=_("Attachment"))
