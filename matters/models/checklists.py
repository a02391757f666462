"""Check forms, their versions and lines."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named, Row, in_reader_language
from matters.models.matters import Matter
from matters.models.versions import Version, version_rules
from matters.querysets import ChecklistVersionQuerySet


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
    """One version of a form; answers point to the lines of the version they were given on."""

    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="versions", verbose_name=_("checklist")
    )
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
        return reverse("matters:checklist-detail", args=[self.pk])

    @property
    def named(self) -> str:
        """Return the form's name in the reader's language."""
        return self.checklist.named


class CheckItem(Row):
    """One line of a form, in file order (the officials' own numbers may repeat)."""

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

    class Meta:
        verbose_name = _("line of a checklist")
        verbose_name_plural = _("lines of checklists")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "order"], name="check_item_order")
        ]

    def __str__(self) -> str:
        return in_reader_language(self, "content")
