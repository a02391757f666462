"""Columns that follow another column of their row."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpellingKey(models.CharField):
    """What the spellings of another column share, written with it by every save and insert.

    ``bulk_update`` and ``update`` name their columns, and so have to name this one as well.
    """

    def __init__(
        self, of: str = "", rule: Callable[[str], str] | None = None, **options: Any
    ) -> None:
        self.of, self.rule = of, rule
        defaults = {"max_length": 300, "blank": True, "default": "", "editable": False}
        super().__init__(_("spelling key"), **{**defaults, **options})

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        options.pop("verbose_name", None)
        return name, "registry.models.keys.SpellingKey", args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.rule is not None:
            setattr(model_instance, self.attname, self.rule(getattr(model_instance, self.of)))
        return getattr(model_instance, self.attname)
