"""Expressions that the database computes by our own law."""

from django.db import models


class LegalToday(models.Func):
    """The legal day of now (Asia/Shanghai); see ``common.workdays.today``."""

    template = "((statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)"
    output_field = models.DateField()
