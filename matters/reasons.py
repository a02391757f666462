"""Verdicts in words: what the rules of a form say, and why a check came to what it came to."""

from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from matters.choices import FormResult, LineMeaning
from matters.rules.lines import Option
from matters.rules.verdicts import FAILED_LINES, KEY_FAILED, Rule, RuleReason, Ruling, Verdict


def points(value: Decimal) -> str:
    """Write points without needless digits."""
    return number_format(f"{value.normalize():f}")


def option_in_words(option: Option) -> str:
    """Return a result as the line calls it, in the reader's language."""
    if not option.label:
        return str(LineMeaning(option.means).label)
    return option.label_en if option.label_en and is_english() else option.label


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def name_of(rule: Rule) -> str:
    """Return what a rule calls its verdict, or what the house calls it."""
    own = rule.name_en if rule.name_en and is_english() else rule.name
    return own or str(FormResult(rule.result).label)


def verdict_in_words(verdict: Verdict) -> list[str]:
    """Say the rules of a form, one sentence each, the gravest first."""
    said = [rule_in_words(rule) for rule in verdict.rules]
    passed = verdict.passed_name_en if is_english() else ""
    said.append(
        _("Otherwise: %(result)s.")
        % {"result": passed or verdict.passed_name or FormResult.PASSED.label}
    )
    if any(rule.when not in (KEY_FAILED, FAILED_LINES) for rule in verdict.rules):
        said.append(
            _("Lines that do not apply are left out of the total.")
            if verdict.rescale
            else _("Lines that do not apply count in full.")
        )
    return said


def rule_in_words(rule: Rule) -> str:
    """Say one rule."""
    values = {"n": rule.least, "result": name_of(rule)}
    if rule.when == KEY_FAILED:
        text = ngettext(
            "%(n)d failed key line: %(result)s.", "%(n)d failed key lines: %(result)s.", rule.least
        )
    elif rule.when == FAILED_LINES:
        text = ngettext(
            "%(n)d failed line: %(result)s.", "%(n)d failed lines: %(result)s.", rule.least
        )
    else:
        text = _("Score below %(below)s%%: %(result)s.")
        values["below"] = points(rule.below)
    return text % values


def explained(
    ruling: Ruling, verdict: Verdict, called: Callable[[Hashable], str]
) -> Iterator[tuple[str, bool]]:
    """Say rule by rule what was counted, and whether it decided; ``called`` names a line."""
    if ruling.percent is not None:
        yield (
            _("Score: %(earned)s of %(possible)s points, %(percent)s%%.")
            % {
                "earned": points(ruling.earned),
                "possible": points(ruling.possible),
                "percent": points(ruling.percent),
            },
            False,
        )
    for reason in ruling.rules:
        decides = reason.applies and reason.rule is ruling.decisive
        yield _explain(reason, called), decides
    if ruling.decisive is None and ruling.result == "passed":
        passed = verdict.passed_name_en if is_english() else ""
        yield (
            _("No rule applies: %(result)s.")
            % {"result": passed or verdict.passed_name or FormResult.PASSED.label},
            True,
        )


def _explain(reason: RuleReason, called: Callable[[Hashable], str]) -> str:
    rule = rule_in_words(reason.rule)
    if reason.counted is None:
        return _("%(rule)s There are no points to count here.") % {"rule": rule}
    if reason.rule.when in (KEY_FAILED, FAILED_LINES):
        lines = ", ".join(called(key) for key in reason.lines)
        if not reason.lines:
            return _("%(rule)s None failed.") % {"rule": rule}
        if reason.applies:
            return _("%(rule)s It applies: line %(lines)s.") % {"rule": rule, "lines": lines}
        return _("%(rule)s Not reached: line %(lines)s.") % {"rule": rule, "lines": lines}
    if reason.applies:
        return _("%(rule)s It applies.") % {"rule": rule}
    return _("%(rule)s Reached, so it does not apply.") % {"rule": rule}
