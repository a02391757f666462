"""Inspection documents: their templates in versions, their numbers, what was issued."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, User
from enforcement.choices.documents import DocumentKind
from enforcement.models.tasks import Blob, Task
from enforcement.querysets.documents import DocumentQuerySet, DocumentTemplateQuerySet
from registry.models import Department


class DocumentTemplate(Row):
    """One version of the Word file that documents of a kind are made from; never changed.

    It holds from ``valid_from`` until the next version of the kind. Where nobody has uploaded one,
    the form that comes with the portal holds. ``basis`` names the articles that it rests on.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    number = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("in force from"))
    basis = models.TextField(_("legal basis"), blank=True)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    file = models.ForeignKey(Blob, models.PROTECT, verbose_name=_("file"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, verbose_name=_("department that keeps it")
    )
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("uploaded by"))

    objects = DocumentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="document_template_version"),
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values), name="document_template_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.number}"


class DocumentSeries(models.Model):
    """The last number that a department gave to documents of a kind in a year.

    Its row is locked by whoever issues, until the document is there: no gap, no number twice.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("series of document numbers")
        verbose_name_plural = _("series of document numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["department", "kind", "year"], name="document_series_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.kind} {self.year}"


class Document(Row):
    """A document as it was issued: sealed as Word and PDF, from one and the same content.

    A task has one document of a kind that stands. One that was voided keeps its number and its
    files; ``template`` is empty where it was made from the form that comes with the portal.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="documents", verbose_name=_("task"))
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("issued by"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    code = models.CharField(_("number of the document"), max_length=400)
    template = models.ForeignKey(
        DocumentTemplate, models.PROTECT, null=True, verbose_name=_("document template")
    )
    content = models.JSONField(_("content"))
    docx = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name=_("Word file"))
    pdf = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name=_("PDF file"))
    issued_on = models.DateField(_("issued on"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    voided_at = models.DateTimeField(pgettext_lazy("time", "voided"), null=True)
    void_reason = models.CharField(_("reason for voiding"), max_length=500, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection document")
        verbose_name_plural = _("inspection documents")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["department", "kind", "year", "number"], name="document_number_once"
            ),
            models.UniqueConstraint(
                fields=["task", "kind"],
                name="document_one_stands",
                condition=models.Q(voided_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values), name="document_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at=None) | ~models.Q(void_reason=""),
                name="document_voided_for_a_reason",
            ),
        ]
        permissions: ClassVar = [
            ("issue_document", "Can issue and void inspection documents"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return self.task.get_absolute_url()

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    def void(self, reason: str, at: dt.datetime | None = None) -> None:
        """Mark as void, for a reason; number and files stay."""
        self.voided_at, self.void_reason = at or timezone.now(), reason
        self.save(update_fields=["voided_at", "void_reason"])
