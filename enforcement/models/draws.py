"""Draws: the sealed pools, what was committed to, what was drawn, who took part."""

import json
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, User, reference
from common.sealed import unseal
from enforcement.choices.draws import (
    DONE_DRAWS,
    DRAW_FLOW,
    DrawState,
    Exclusion,
    PoolName,
    RandomSource,
    WordKind,
)
from enforcement.models.plans import Plan, PlanMatter
from enforcement.querysets.draws import DrawPickQuerySet, DrawQuerySet
from registry.models import Department, Region, Subject


class Draw(Row):
    """One draw of a plan, numbered; another one for a ``reason`` leaves the earlier as it was.

    ``commitment`` and ``result`` are the canonical texts whose hashes stand beside them. ``secret``
    (sealed) gives the salts of the pools' leaves. ``operator`` and ``witness`` are two users.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="draws", verbose_name=_("plan"))
    matter = models.ForeignKey(
        PlanMatter, models.PROTECT, related_name="+", verbose_name=_("matter and checklist")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=10, choices=DrawState.choices, default=DrawState.FROZEN
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("drawn anew")
    )
    secret = models.BinaryField(_("secret (sealed)"), editable=False)
    snapshot_sha256 = models.CharField(_("hash of the snapshot"), max_length=64, editable=False)
    objects_count = models.PositiveIntegerField(_("objects"), default=0)
    draw_count = models.PositiveIntegerField(_("to be drawn"), default=0)
    source = models.CharField(
        _("randomness"), max_length=10, choices=RandomSource.choices, blank=True
    )
    game = models.CharField(_("lottery"), max_length=40, blank=True)
    issue = models.CharField(_("issue of the lottery"), max_length=20, blank=True)
    due_on = models.DateField(_("drawn on"), null=True)
    algorithm = models.CharField(_("algorithm"), max_length=20, blank=True)
    commitment = models.TextField(_("commitment"), blank=True, editable=False)
    commitment_sha256 = models.CharField(_("hash of the commitment"), max_length=64, blank=True)
    result = models.TextField(_("result"), blank=True, editable=False)
    result_sha256 = models.CharField(_("hash of the result"), max_length=64, blank=True)
    frozen_by = models.UUIDField(_("frozen by"), editable=False)
    operator = models.UUIDField(_("drawn by"), null=True, editable=False)
    witness = models.UUIDField(_("witness"), null=True, editable=False)
    confirmed_by = models.UUIDField(_("confirmed by"), null=True, editable=False)
    committed_at = models.DateTimeField(pgettext_lazy("time", "committed"), null=True)
    drawn_at = models.DateTimeField(pgettext_lazy("time", "drawn"), null=True)
    confirmed_at = models.DateTimeField(pgettext_lazy("time", "confirmed"), null=True)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = DRAW_FLOW
    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="draw_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=DrawState.values), name="draw_state"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="draw_anew_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(state="frozen") | ~models.Q(commitment_sha256=""),
                name="draw_committed_first",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["frozen", "committed"])
                | models.Q(operator__isnull=False, witness__isnull=False)
                & ~models.Q(operator=models.F("witness")),
                name="draw_by_two",
            ),
        ]
        permissions: ClassVar = [
            ("run_draw", "Can freeze, commit and carry out draws"),
            ("witness_draw", "Can witness draws: sealed words and drawn numbers"),
            ("confirm_draw", "Can confirm a draw, so that its tasks are made"),
            ("audit_draw", "Can have the sealed file of a draw"),
        ]

    def __str__(self) -> str:
        return self.named

    def get_absolute_url(self) -> str:
        return reverse("enforcement:draw-detail", args=[self.pk])

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def named(self) -> str:
        """Return plan and number in the reader's language."""
        return _now("%(plan)s, draw %(number)d") % {"plan": self.plan.named, "number": self.number}

    @property
    def is_done(self) -> bool:
        return self.state in DONE_DRAWS

    @property
    def origin(self) -> str:
        """Return how its tasks name it."""
        return reference(self)

    @property
    def commitment_paper(self) -> Any:
        return json.loads(self.commitment) if self.commitment else None

    @property
    def result_paper(self) -> Any:
        return json.loads(self.result) if self.result else None

    def salt_secret(self) -> bytes:
        """Return the secret in clear: only proofs and the sealed file need it."""
        return bytes.fromhex(unseal(bytes(self.secret), reference(self)))


class DrawStratum(models.Model):
    """A stratum of objects: class, line of business and area; the public sees its number alone."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="strata", verbose_name=_("draw"))
    number = models.PositiveIntegerField(_("number"))
    grade = models.CharField(_("class"), max_length=2, blank=True)
    line = models.CharField(_("line of business"), max_length=40, blank=True)
    area = models.CharField(_("area code"), max_length=12, blank=True)
    size = models.PositiveIntegerField(_("objects"))
    ratio = models.DecimalField(_("ratio"), max_digits=5, decimal_places=4, default=0)
    least = models.PositiveSmallIntegerField(_("at least"), default=0)
    drawn = models.PositiveIntegerField(_("to be drawn"), default=0)
    deck = models.PositiveIntegerField(_("stratum of officers"), default=0)
    region = models.ForeignKey(Region, models.PROTECT, null=True, verbose_name=_("area"))

    class Meta:
        verbose_name = _("stratum of a draw")
        verbose_name_plural = _("strata of draws")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "number"], name="draw_stratum_number")
        ]

    def __str__(self) -> str:
        return f"{self.draw} / {self.number}"


class DrawDeck(models.Model):
    """A stratum of officers: one line of business in one department's territory."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="decks", verbose_name=_("draw"))
    number = models.PositiveIntegerField(_("number"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    line = models.CharField(_("line of business"), max_length=40, blank=True)
    size = models.PositiveIntegerField(_("officers"))

    class Meta:
        verbose_name = _("officers' stratum of a draw")
        verbose_name_plural = _("officers' strata of draws")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "number"], name="draw_deck_number")
        ]

    def __str__(self) -> str:
        return f"{self.draw} / {self.number}"


class DrawExclusion(models.Model):
    """How many were left out of a pool before the draw, and why; who they are is sealed."""

    draw = models.ForeignKey(
        Draw, models.PROTECT, related_name="exclusions", verbose_name=_("draw")
    )
    pool = models.CharField(_("pool"), max_length=10, choices=PoolName.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=Exclusion.choices)
    count = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("exclusion from a draw")
        verbose_name_plural = _("exclusions from draws")
        ordering: ClassVar = ["-count"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.count}"


class DrawPage(models.Model):
    """Up to 4,096 lines of a sealed pool, end to end, and the root of their hashes.

    A line is ``id⇥code``; five million of them take 1,221 rows and some 280 MB, and a proof reads
    one page and the roots of the others.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="pages", verbose_name=_("draw"))
    pool = models.CharField(_("pool"), max_length=10, choices=PoolName.choices)
    number = models.PositiveIntegerField(_("number"))
    size = models.PositiveSmallIntegerField(_("lines"))
    body = models.TextField(_("lines"), editable=False)
    root = models.BinaryField(_("root"), null=True, editable=False)

    class Meta:
        verbose_name = _("page of a sealed pool")
        verbose_name_plural = _("pages of sealed pools")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "pool", "number"], name="draw_page_number")
        ]

    def __str__(self) -> str:
        return f"{self.draw} {self.pool} {self.number}"


class DrawWord(Row):
    """What a person added to a draw: a sealed word, its opening, or the lottery's numbers."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="words", verbose_name=_("draw"))
    kind = models.CharField(_("kind"), max_length=10, choices=WordKind.choices)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    text = models.CharField(_("text"), max_length=200)

    class Meta:
        verbose_name = _("word to a draw")
        verbose_name_plural = _("words to draws")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class DrawSwap(Row):
    """A replacement after the draw, for a reason: the next in line comes in."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="swaps", verbose_name=_("draw"))
    number = models.PositiveSmallIntegerField(_("number"))
    reason = models.CharField(_("reason"), max_length=500)
    paper = models.TextField(_("document"), editable=False)
    by = models.UUIDField(_("by"), editable=False)

    class Meta:
        verbose_name = _("replacement in a draw")
        verbose_name_plural = _("replacements in draws")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "number"], name="draw_swap_number")
        ]

    def __str__(self) -> str:
        return f"{self.draw} / {self.number}"


class DrawPick(Row):
    """One drawn object with its two officers; what was swapped out stays as it was.

    ``reveal`` is its proof, once its result is public. The keys of objects and officers have no
    constraint in the database: a draw writes a quarter of a million rows at once, from lines that
    were read from those tables, and nothing is ever deleted there.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="picks", verbose_name=_("draw"))
    stratum = models.PositiveIntegerField(_("stratum"))
    nth = models.PositiveIntegerField(_("order of drawing"))
    position = models.PositiveIntegerField(_("position"))
    subject = models.ForeignKey(
        Subject,
        models.PROTECT,
        related_name="draw_picks",
        db_constraint=False,
        verbose_name=_("object"),
    )
    officers = ArrayField(models.UUIDField(), default=list, verbose_name=_("officers"))
    fault = models.CharField(_("outside the list because"), max_length=300, blank=True)
    reveal = models.JSONField(_("proof"), null=True, editable=False)
    replaced_at = models.DateTimeField(pgettext_lazy("time", "replaced"), null=True)

    objects = DrawPickQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawn object")
        verbose_name_plural = _("drawn objects")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draw", "stratum", "nth"],
                name="draw_pick_stands",
                condition=models.Q(replaced_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw} {self.stratum}.{self.nth}"

    @property
    def template(self) -> str:
        """Return how the task made for it names it."""
        return f"{self.stratum}.{self.position}"
