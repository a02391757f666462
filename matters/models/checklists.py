"""Check forms, their versions and lines."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named, Row, in_reader_language
from common.pieces import address
from matters.models.matters import Matter
from matters.models.versions import Version, version_rules
from matters.querysets import ChecklistVersionQuerySet
from matters.reasons import option_in_words
from matters.rules import verdicts
from matters.rules.lines import Option, options_of


class Checklist(Row, Named):
    """A check form (检查表单), used by the matters it names, or by fact checks without any."""

    list_code = models.CharField(pgettext_lazy("matters", "list"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    matters = models.ManyToManyField(Matter, related_name="checklists", verbose_name=_("matters"))

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list_code", "code", "name"], name="checklist_identity")
        ]


class ChecklistVersion(Version):
    """One version of a form; answers point to the lines of the version they were given on.

    ``verdict`` is what its answers come to, as data (``matters.rules.verdicts``); empty means the
    house rule.
    """

    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="versions", verbose_name=_("checklist")
    )
    verdict = models.JSONField(_("verdict rules"), default=dict, blank=True)
    OWNER = "checklist"
    EVENT = "matters.checklist"
    objects = ChecklistVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a checklist")
        verbose_name_plural = _("versions of checklists")
        constraints: ClassVar = version_rules("checklist_version", "checklist")

    def __str__(self) -> str:
        return f"{self.checklist} v{self.number}"

    def get_absolute_url(self) -> str:
        return address("matters:checklist-detail", self.pk)

    @property
    def named(self) -> str:
        """Return the form's name in the reader's language."""
        return self.checklist.named

    def served(self) -> "dict[uuid.UUID, list[LineSource]]":
        """Return, for a merged form, where each line came from, by the line's id."""
        found: dict[uuid.UUID, list[LineSource]] = {}
        rows = LineSource.objects.filter(item__version=self)
        rows = rows.select_related("matter", "source__version__checklist")
        for row in rows.order_by("matter__code", "pk"):
            found.setdefault(row.item_id, []).append(row)
        return found

    @cached_property
    def ruling(self) -> verdicts.Verdict:
        """Return the verdict rules; what a version without any says is the house rule."""
        return verdicts.read(self.verdict)


class CheckItem(Row):
    """One line of a form, in file order (the officials' own numbers may repeat).

    ``options`` are its own results (empty: the four of the house). ``when_line`` and
    ``when_answers`` ask it only after an earlier line was answered so; that the line is an earlier
    one, and so no circle closes, the database sees to. Lines that follow each other under one
    ``group`` are asked together, once for each thing of that kind (each vehicle, each pit).
    """

    version = models.ForeignKey(
        ChecklistVersion, models.PROTECT, related_name="items", verbose_name=_("version")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    line_no = models.CharField(_("number as listed"), max_length=20, blank=True)
    content = models.TextField(_("what to check"))
    content_en = models.TextField(_("what to check, in English"), blank=True)
    how = models.TextField(_("how to check"), blank=True)
    how_en = models.TextField(_("how to check, in English"), blank=True)
    papers = models.TextField(_("papers to ask for"), blank=True)
    papers_en = models.TextField(_("papers to ask for, in English"), blank=True)
    is_key = models.BooleanField(_("key item"), default=False)
    photo_required = models.BooleanField(_("photo required"), default=False)
    options = models.JSONField(_("own results"), default=list, blank=True)
    score = models.DecimalField(
        pgettext_lazy("points of a line", "score"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    basis = models.TextField(_("basis"), blank=True)
    finding = models.TextField(_("wording of the finding"), blank=True)
    finding_en = models.TextField(_("wording of the finding, in English"), blank=True)
    group = models.CharField(_("asked again for each"), max_length=60, blank=True)
    group_en = models.CharField(_("asked again for each, in English"), max_length=60, blank=True)
    when_line = models.PositiveSmallIntegerField(_("only after line"), null=True, blank=True)
    when_answers = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("answered with")
    )

    class Meta:
        verbose_name = _("line of a checklist")
        verbose_name_plural = _("lines of checklists")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "order"],
                name="check_item_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(when_line=None, when_answers=[])
                | models.Q(when_line__lt=models.F("order"), when_answers__len__gt=0),
                name="check_item_asked_after_an_earlier_line",
            ),
            models.CheckConstraint(condition=models.Q(score__gte=0), name="check_item_score"),
        ]

    def __str__(self) -> str:
        return in_reader_language(self, "content")

    @property
    def results(self) -> tuple[Option, ...]:
        """Return what may be answered: its own results, or the four of the house."""
        return options_of(self.options)

    @property
    def results_named(self) -> list[str]:
        """Return what may be answered in the reader's language."""
        return [option_in_words(each) for each in self.results]

    @property
    def group_named(self) -> str:
        """Return what it is asked for again, in the reader's language."""
        return in_reader_language(self, "group")


class LineSource(models.Model):
    """Where a line of a merged form came from: a line of another form, and the matter it serves."""

    item = models.ForeignKey(
        CheckItem, models.PROTECT, related_name="sources", verbose_name=_("line")
    )
    source = models.ForeignKey(
        CheckItem, models.PROTECT, related_name="merged_into", verbose_name=_("line it came from")
    )
    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name=_("matter it serves"))

    class Meta:
        verbose_name = _("source of a merged line")
        verbose_name_plural = _("sources of merged lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "source", "matter"], name="line_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} ← {self.source}"
