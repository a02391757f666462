"""Supervision matters and their versions."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, in_reader_language
from common.pieces import address
from common.search import search_column
from matters.choices import (
    AdministrativeType,
    ApplyScope,
    Period,
    VersionState,
)
from matters.models.versions import Version, version_rules
from matters.querysets import VersionQuerySet
from registry.choices import Level, SubjectKind
from registry.models import Department


class Matter(Row):
    """A supervision matter (监管事项子项): its identity in a list, whatever its versions say.

    ``code`` is the source's own text and may be empty; a list holds a (code, sub item) once.
    ``upper`` is the matter of the upper list that it was taken over from, where there is one.
    """

    list_code = models.CharField(pgettext_lazy("matters", "list"), max_length=40)
    code = models.CharField(_("code"), max_length=40, blank=True)
    sub_item = models.CharField(_("sub item"), max_length=300, blank=True)
    national_code = models.CharField(  # noqa: DJ001 (having none is not an empty code)
        _("national code"), max_length=14, null=True, blank=True
    )

    upper = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted",
        verbose_name=_("taken over from"),
    )

    class Meta:
        verbose_name = _("supervision matter")
        verbose_name_plural = _("supervision matters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["list_code", "code", "sub_item"], name="matter_identity"
            ),
            models.CheckConstraint(
                condition=models.Q(national_code=None) | models.Q(national_code__regex=r"^\d{14}$"),
                name="matter_national_code",
            ),
        ]
        # lists run in the order of codes, which lie in another table than what they list
        indexes: ClassVar = [models.Index(fields=["code"], name="matter_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.sub_item}".strip()


class MatterVersion(Version):
    """One version of a matter; a published one is never edited, an act stores the one it ran under.

    The fields are those of the national list (监管事项目录清单): the main item's, the sub item's.
    ``methods`` are codes of ``Method``; ``method`` is what the list says in words.
    ``legal_min`` and ``legal_max`` bound the times a year by law. ``ratio_*`` and ``times_*`` are
    what could be read from the officials' text beside them (shares 0–1; times per ``times_per``);
    the text stays as given. A draft may lack its department: lists name bodies in words.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="versions", verbose_name=_("matter")
    )
    system = models.CharField(_("system as listed"), max_length=100, blank=True)
    serial = models.CharField(_("number in the list"), max_length=20, blank=True)
    duty_code = models.CharField(_("code of the functional department"), max_length=20, blank=True)
    power_code = models.CharField(_("power item of the main item"), max_length=50, blank=True)
    permit_type = models.CharField(_("type of permit"), max_length=100, blank=True)
    permit_name = models.CharField(_("permit item"), max_length=300, blank=True)
    permit_code = models.CharField(_("code of the permit item"), max_length=50, blank=True)
    permit_power_code = models.CharField(_("power item of the permit"), max_length=50, blank=True)
    subitem_code = models.CharField(_("code of the sub item"), max_length=50, blank=True)
    subitem_power_code = models.CharField(
        _("power item of the sub item"), max_length=50, blank=True
    )
    item = models.CharField(_("main item"), max_length=300)
    item_en = models.CharField(_("main item in English"), max_length=300, blank=True)
    sub_item = models.CharField(_("sub item"), max_length=300, blank=True)
    sub_item_en = models.CharField(_("sub item in English"), max_length=300, blank=True)
    administrative_type = models.CharField(
        _("administrative type"), max_length=20, choices=AdministrativeType.choices
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, verbose_name=_("responsible department")
    )
    line = models.CharField(_("line of business"), max_length=40, blank=True)
    levels = ArrayField(
        models.PositiveSmallIntegerField(choices=Level.choices),
        verbose_name=_("exercising levels"),
    )
    object_types = ArrayField(
        models.CharField(max_length=20), default=list, verbose_name=_("kinds of object")
    )
    object = models.TextField(_("supervision object"))
    object_en = models.TextField(_("object in English"), blank=True)
    unit = models.TextField(_("responsible unit as listed"), blank=True)
    basis = models.TextField(_("setting basis"))
    basis_en = models.TextField(_("basis in English"), blank=True)
    process = models.TextField(_("process"), blank=True)
    process_en = models.TextField(_("process in English"), blank=True)
    result = models.TextField(_("result"), blank=True)
    result_en = models.TextField(_("result in English"), blank=True)
    supervision_form = models.CharField(_("form of supervision"), max_length=255, blank=True)
    apply_scope = models.PositiveSmallIntegerField(
        _("scope of application"), choices=ApplyScope.choices, null=True, blank=True
    )
    methods = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("methods")
    )
    method = models.TextField(_("method in words"), blank=True)
    method_en = models.TextField(_("method in English"), blank=True)
    ratio = models.CharField(_("sampling ratio as listed"), max_length=300, blank=True)
    ratio_min = models.DecimalField(_("smallest ratio"), max_digits=7, decimal_places=5, null=True)
    ratio_max = models.DecimalField(_("largest ratio"), max_digits=7, decimal_places=5, null=True)
    frequency = models.CharField(_("frequency as listed"), max_length=300, blank=True)
    times_min = models.PositiveSmallIntegerField(_("fewest times"), null=True)
    times_max = models.PositiveSmallIntegerField(_("most times"), null=True)
    times_per = models.CharField(_("per period"), max_length=12, choices=Period.choices, blank=True)
    is_on_clue = models.BooleanField(_("on clue only"), default=False)
    legal_min = models.PositiveSmallIntegerField(
        _("fewest times a year by law"), null=True, blank=True
    )
    legal_max = models.PositiveSmallIntegerField(
        _("most times a year by law"), null=True, blank=True
    )
    officer_requirement = models.TextField(_("requirements for officers"), blank=True)
    note = models.TextField(_("note"), blank=True)
    search = search_column(
        A=["item", "item_en", "sub_item", "sub_item_en"],
        B=["object", "object_en", "basis", "basis_en"],
        C=["process", "process_en", "result", "result_en"],
    )

    OWNER = "matter"
    EVENT = "matters.version"
    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a matter")
        verbose_name_plural = _("versions of matters")
        constraints: ClassVar = [
            *version_rules("matter_version", "matter"),
            models.CheckConstraint(
                condition=models.Q(administrative_type__in=AdministrativeType.values),
                name="matter_version_type",
            ),
            models.CheckConstraint(
                condition=models.Q(department__isnull=False) | models.Q(state=VersionState.DRAFT),
                name="matter_version_has_department",
            ),
            models.CheckConstraint(
                condition=models.Q(apply_scope=None) | models.Q(apply_scope__in=ApplyScope.values),
                name="matter_version_scope",
            ),
            models.CheckConstraint(
                condition=models.Q(legal_min=None)
                | models.Q(legal_max=None)
                | models.Q(legal_min__lte=models.F("legal_max")),
                name="matter_version_legal_times",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="matter_version_by_state"),
            GinIndex(fields=["search"], name="matter_version_search"),
        ]
        permissions: ClassVar = [
            ("review_matterversion", "Can pass a matter in department review"),
            ("legal_review_matterversion", "Can pass a matter in legal review and publish it"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("matters:matter-detail", self.pk)

    @property
    def allows_off_site(self) -> bool:
        """Tell whether it names supervision without a visit among its methods."""
        return "off_site" in self.methods

    @property
    def title(self) -> str:
        """Return the main item with its sub item in the reader's language."""
        item = in_reader_language(self, "item")
        sub_item = in_reader_language(self, "sub_item")
        return f"{item} · {sub_item}" if sub_item and sub_item != item else item

    @property
    def words_of_levels(self) -> str:
        """Return the exercising levels in the reader's language, a long run as its ends."""
        first, last = min(self.levels, default=0), max(self.levels, default=0)
        words = [str(Level(each).label) for each in sorted(self.levels)]
        if len(words) > 2 and last - first == len(words) - 1:
            return _now("%(first)s to %(last)s") % {"first": words[0], "last": words[-1]}
        return _now(", ").join(words)

    @property
    def words_of_object_types(self) -> list[str]:
        """Return the kinds of object in the reader's language."""
        return [str(SubjectKind(each).label) for each in self.object_types]

    @property
    def is_act(self) -> bool:
        """Tell whether acts on a counterpart run under this matter."""
        return self.administrative_type != AdministrativeType.OTHER
