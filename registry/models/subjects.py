"""Supervised subjects and how they are linked."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import (
    ArrayField,
)
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.fields import PlanePoint
from common.models import Named, Row, reference
from common.pieces import address
from common.sealed import unseal
from registry import rules
from registry.choices import Datum, PlaceSource, SubjectKind, SubjectLabel, SubjectState
from registry.models.bodies import Line
from registry.models.keys import SpellingKey
from registry.models.places import Region
from registry.querysets import (
    SubjectQuerySet,
)


class Subject(Row, Named):
    """Somebody or something that is supervised: a firm, a person, a site, a vehicle, a gauge.

    ``lon``/``lat`` are WGS-84 degrees, ``xy`` the same place in metres (``registry.places.plane``);
    what the source gave, in its own ``datum``, stands beside them. A person's identity number is
    sealed; ``id_digest`` finds it by exact match. A merged subject keeps its row and points to its
    ``canonical`` one.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=SubjectKind.choices)
    code = models.CharField(_("code"), max_length=60)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    name_key = SpellingKey("name", rules.name_key)
    id_sealed = models.BinaryField(_("identity number (sealed)"), null=True, editable=False)
    id_digest = models.CharField(
        _("identity number (digest)"), max_length=64, blank=True, editable=False
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_en = models.CharField(_("English address"), max_length=300, blank=True)
    address_key = SpellingKey("address", rules.address_key)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    xy = PlanePoint(_("place in metres"), null=True, editable=False)
    datum = models.CharField(
        _("datum"), max_length=10, choices=Datum.choices, blank=True, default=Datum.WGS84
    )
    given_lon = models.FloatField(_("longitude as given"), null=True, editable=False)
    given_lat = models.FloatField(_("latitude as given"), null=True, editable=False)
    place_source = models.CharField(
        _("source of the place"), max_length=20, choices=PlaceSource.choices, blank=True
    )
    labels = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("labels")
    )
    lines = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("lines of business"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=SubjectState.choices, default=SubjectState.ACTIVE
    )
    canonical = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("canonical record")
    )
    credit_class = models.CharField(_("credit class"), max_length=2, blank=True)
    risk_class = models.CharField(_("risk class"), max_length=2, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code"], name="subject_code"),
            models.CheckConstraint(
                condition=models.Q(kind__in=SubjectKind.values), name="subject_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SubjectState.values), name="subject_state"
            ),
        ]
        permissions: ClassVar = [
            ("merge_subject", "Can merge two records of one subject and part them again"),
            ("import_subject", "Can import subjects from files"),
            ("view_identity", "Can see identity numbers and contacts unmasked"),
        ]
        indexes: ClassVar = [
            GistIndex(fields=["xy"], name="subject_xy"),
            GinIndex(fields=["labels"], name="subject_labels"),
            models.Index(fields=["code"], name="subject_by_code"),
            models.Index(fields=["uscc"], name="subject_uscc", condition=~models.Q(uscc="")),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="subject_name"),
            models.Index(fields=["name_key"], name="subject_name_key"),
            models.Index(
                fields=["address_key"],
                name="subject_address_key",
                condition=~models.Q(address_key=""),
            ),
            models.Index(
                fields=["id_digest"], name="subject_id_digest", condition=~models.Q(id_digest="")
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("registry:subject", self.pk)

    @property
    def located(self) -> str:
        """Return the address in the reader's language."""
        in_english = self.address_en and (get_language() or "").startswith("en")
        return self.address_en if in_english else self.address

    @property
    def named_labels(self) -> list[str]:
        """Return the labels in the reader's language; one without a name stands as it is."""
        names = dict(SubjectLabel.choices)
        return [str(names.get(label, label)) for label in self.labels]

    def named_lines(self) -> list[str]:
        """Return the names of the lines of business in the reader's language."""
        if not self.lines:
            return []
        found = {line.code: line.named for line in Line.objects.filter(code__in=self.lines)}
        return [found.get(code, code) for code in self.lines]

    @property
    def has_id_number(self) -> bool:
        return bool(self.id_digest)

    def id_number(self) -> str:
        """Return the identity number in clear; whoever shows it writes it into the audit trail."""
        return unseal(bytes(self.id_sealed), reference(self)) if self.id_sealed else ""

    @property
    def root_id(self) -> Any:
        """Return the key of the record under which this one's work goes on."""
        return self.canonical_id or self.pk

    def same_ids(self) -> list[Any]:
        """Return the keys of all records that are this subject: its own, those merged into one."""
        merged = type(self).objects.filter(canonical=self.root_id).values_list("pk", flat=True)
        return [self.root_id, *merged]

    @property
    def place_text(self) -> str:
        """Return longitude and latitude as one copies them into a map."""
        return "" if self.lon is None else f"{self.lon:.5f}, {self.lat:.5f}"

    @property
    def kept_datum(self) -> str:
        """Return the name of the frame in which places are kept."""
        return str(Datum.WGS84.label)

    @property
    def given_text(self) -> str:
        """Return the degrees as their source gave them, where they are not those that are kept."""
        return "" if self.given_lon is None else f"{self.given_lon:.5f}, {self.given_lat:.5f}"


class Link(Row):
    """A directed relation between two subjects, such as gauge ``drained_by`` operator."""

    source = models.ForeignKey(
        Subject, models.PROTECT, related_name="links_out", verbose_name=_("from")
    )
    target = models.ForeignKey(
        Subject, models.PROTECT, related_name="links_in", verbose_name=_("to")
    )
    kind = models.CharField(_("kind"), max_length=40)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind", "target"], name="link_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"
