"""What people type at the steps of a draw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.choices import IN_EFFECT
from enforcement.choices.draws import RandomSource
from enforcement.models import DrawPick, Plan, PlanMatter


class FreezeForm(forms.Form):
    """Which plan is drawn from, under which of its matters, and why once more."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the plan was drawn before."),
    )

    def __init__(self, user: Any, *args: Any, **options: Any):
        super().__init__(*args, **options)
        field: Any = self.fields["plan"]
        plans = Plan.objects.allowed(user, "enforcement.run_draw")
        field.queryset = plans.filter(state__in=IN_EFFECT).order_by("-year", "code")
        field.label_from_instance = lambda plan: f"{plan.named} ({plan.code})"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        plan = found.get("plan")
        found["matter"] = PlanMatter.objects.filter(plan=plan).first() if plan else None
        return found


class CommitForm(forms.Form):
    """Where the randomness will come from."""

    source = forms.ChoiceField(
        label=_("Randomness"), choices=RandomSource.choices, widget=forms.RadioSelect
    )
    game = forms.CharField(
        label=_("Lottery"), max_length=40, required=False, help_text=_("Such as 双色球.")
    )
    issue = forms.CharField(label=_("Issue"), max_length=20, required=False)
    due_on = forms.DateField(
        label=_("Day of the lottery"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class WordForm(forms.Form):
    """A sealed word, its opening, or the numbers of the lottery."""

    text = forms.CharField(label=_("Your entry"), max_length=200)


class SwapForm(forms.Form):
    """What is replaced, and why."""

    pick = forms.ModelChoiceField(DrawPick.objects.none(), label=_("Drawn object"))
    seat = forms.TypedChoiceField(
        label=_("Replace"),
        coerce=int,
        choices=[
            (0, _("the object and its officers")),
            (1, _("the lead officer")),
            (2, _("the second officer")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, picks: Any, *args: Any, **options: Any):
        super().__init__(*args, **options)
        field: Any = self.fields["pick"]
        field.queryset = picks
        field.label_from_instance = lambda pick: f"{pick.stratum}.{pick.nth}: {pick.subject.named}"


class ProofForm(forms.Form):
    """The code of a firm that asks for its own proof."""

    code = forms.CharField(label=_("Code of the firm"), max_length=60)
