"""Reads of rules, episodes and warnings."""

from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from datacenter.models import Dataset
from registry.querysets import ScopedQuerySet
from risk.choices import OPEN_STAGES, Condition, EpisodeState, RuleState, Stage, Verdict


class RuleVersionQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def published(self) -> Self:
        return self.filter(state=RuleState.PUBLISHED)

    def listening_to(self, dataset: str) -> Self:
        """Return the published versions that judge when a batch of ``dataset`` came in."""
        return self.published().filter(
            definition__schedule="ingest", definition__sources__contains=[dataset]
        )

    def with_verdicts(self) -> Self:
        """Annotate the verdicts counted so far: confirmed, benign, false, unverifiable, waiting.

        Each round of verification counts once; a warning joined to another counts with that one.
        """
        stands = ~Q(warnings__stage=Stage.MERGED)
        verdicts = {
            "confirmed": Verdict.CONFIRMED,
            "benign": Verdict.BENIGN_TRUE,
            "false_alarms": Verdict.FALSE,
            "unverifiable": Verdict.CANNOT_VERIFY,
        }
        counts: dict[str, Combinable] = {
            name: Count("warnings", filter=stands & Q(warnings__verdict=verdict), distinct=True)
            + Count(
                "warnings__past_rounds",
                filter=Q(warnings__past_rounds__verdict=verdict),
                distinct=True,
            )
            for name, verdict in verdicts.items()
        }
        waiting = Q(warnings__verdict="", warnings__stage__in=OPEN_STAGES)
        return self.annotate(**counts, waiting=Count("warnings", filter=waiting, distinct=True))


class EpisodeQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        return self.filter(state=EpisodeState.LIVE)


class RiskWarningQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Return the warnings that people still have to deal with."""
        return self.filter(stage__in=OPEN_STAGES)

    def concerning(self, subject: Any) -> Self:
        """Return the warnings about a subject, or for which it is the object to check."""
        same = subject.same_ids()
        return self.filter(Q(subject__in=same) | Q(target__in=same))

    def joined_to(self, warning: Any) -> Self:
        """Return a warning and all those that late readings joined to it, step by step."""
        joined = {warning.episode_id}
        edge = joined
        while edge:
            further = self.filter(episode__merged_into__in=edge).values_list("episode", flat=True)
            edge = set(further) - joined
            joined |= edge
        return self.filter(episode__in=joined)

    def with_contracts(self) -> Self:
        """Annotate ``contracts``: code and unit of every dataset, read once with the rows."""
        contracts = Dataset.objects.values(contract=JSONObject(code="code", unit="unit"))
        return self.annotate(contracts=ArraySubquery(contracts))

    def firing(self) -> Self:
        return self.filter(condition__in=[Condition.FIRING, Condition.STALE])
