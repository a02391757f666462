"""Vocabularies of the list that are data: an administrator adds to them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named


class Method(Named):
    """A method of supervision (监管方式), such as double random; versions name them by code."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(pgettext_lazy("vocabulary", "in use"), default=True)

    class Meta:
        verbose_name = _("method of supervision")
        verbose_name_plural = _("methods of supervision")
        ordering: ClassVar = ["order", "code"]
