"""Messages put into words when they are read, in the reader's language."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from common import marks
from common.models import Message
from enforcement.choices.collaborations import CollaborationKind
from risk.choices import WarningLevel

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A message as its reader sees it; an empty link leads nowhere."""

    pk: str
    at: dt.datetime
    text: str
    link: str


def _warned(params: Params) -> tuple[str, str]:
    level = WarningLevel(params["level"]).label
    link = reverse("risk:warning-detail", args=[params["warning"]])
    if place := _subject(params):
        text = _("%(subject)s: a warning of level %(level)s.")
        return text % {"subject": place, "level": level}, link
    return _("A warning rose in your region: level %(level)s.") % {"level": level}, link


def _policy_expires(params: Params) -> tuple[str, str]:
    return (
        _("A document that you look after runs out on %(day)s.") % {"day": params["day"]},
        reverse("matters:policy-detail", args=[params["policy"]]),
    )


def _escalated(params: Params) -> tuple[str, str]:
    level = WarningLevel(params["level"]).label
    return (
        _("A warning in your region became graver: level %(level)s.") % {"level": level},
        reverse("risk:warning-detail", args=[params["warning"]]),
    )


def _reopened(params: Params) -> tuple[str, str]:
    level = WarningLevel(params["level"]).label
    return (
        _("A settled warning in your region is over its threshold again: level %(level)s.")
        % {"level": level},
        reverse("risk:warning-detail", args=[params["warning"]]),
    )


def _dispatched(params: Params) -> tuple[str, str]:
    text = _("A task was given to you: %(subject)s, due %(due)s.") % _facts(params)
    return text, reverse("enforcement:pocket-task", args=[params["task"]])


def _submitted(params: Params) -> tuple[str, str]:
    text = _("An answer waits for your confirmation: %(subject)s.") % _facts(params)
    return text, reverse("enforcement:pocket-task", args=[params["task"]])


def _sent_back(params: Params) -> tuple[str, str]:
    text = _("The other officer sent your answer back: %(subject)s.") % _facts(params)
    return text, reverse("enforcement:pocket-task", args=[params["task"]])


def _waiting(params: Params) -> tuple[str, str]:
    text = _("A task waits at the desk: %(subject)s, due %(due)s.") % _facts(params)
    return text, reverse("enforcement:task-detail", args=[params["task"]])


def _held(params: Params) -> tuple[str, str]:
    text = _("A record from a phone came too late and waits for a decision: %(subject)s.")
    said = {"subject": _in_language(params, "subject")}
    return text % said, reverse("enforcement:held-detail", args=[params["record"]])


def _offered(params: Params) -> tuple[str, str]:
    text = _("Another department offers you a task: %(subject)s, due %(due)s.") % _facts(params)
    return text, reverse("enforcement:transfer-list") + "?state=waiting"


def _request(text: Promise) -> Callable[[Params], tuple[str, str]]:
    """Return what puts a message about a request between departments into words."""

    def put(params: Params) -> tuple[str, str]:
        due = dt.datetime.fromisoformat(params["due"])
        said = {
            "kind": CollaborationKind(params["kind"]).label,
            "from": _in_language(params, "from"),
            "to": _in_language(params, "to"),
            "due": marks.moment_text(due),
        }
        link = reverse("enforcement:collaboration-detail", args=[params["collaboration"]])
        return str(text) % said, link

    return put


def _to_publish(text: Promise) -> Callable[[Params], tuple[str, str]]:
    """Return what puts a message about a result that is not public yet into words."""

    def put(params: Params) -> tuple[str, str]:
        said = {"subject": _subject(params), "day": params["day"]}
        return str(text) % said, reverse("enforcement:task-detail", args=[params["task"]])

    return put


def _referral(text: Promise) -> Callable[[Params], tuple[str, str]]:
    """Return what puts a message about a referral to a case into words."""

    def put(params: Params) -> tuple[str, str]:
        said = {"subject": _subject(params), "day": params["day"]}
        return str(text) % said, reverse("enforcement:referral-detail", args=[params["referral"]])

    return put


def _complained(params: Params) -> tuple[str, str]:
    text = _("The inspected complain about a visit; answer by %(day)s.") % {"day": params["day"]}
    return text, reverse("enforcement:visit-complaint-detail", args=[params["complaint"]])


def _complaint_late(params: Params) -> tuple[str, str]:
    text = _("A complaint about a visit was to be answered by %(day)s and is not.")
    link = reverse("enforcement:visit-complaint-detail", args=[params["complaint"]])
    return text % {"day": params["day"]}, link


def _complaint_answered(params: Params) -> tuple[str, str]:
    text = _("A complaint about a visit of your department was answered by the office above.")
    return text, reverse("enforcement:task-detail", args=[params["task"]])


def _handed_over(params: Params) -> tuple[str, str]:
    text = _("A shift was handed over and waits to be taken: %(department)s.")
    said = {"department": _in_language(params, "department")}
    return text % said, reverse("enforcement:handover-detail", args=[params["handover"]])


def _urged(params: Params) -> tuple[str, str]:
    text = _("You are urged to go on with a task: %(subject)s, due %(due)s.") % _facts(params)
    return text, reverse("enforcement:pocket-task", args=[params["task"]])


def _brought_up(params: Params) -> tuple[str, str]:
    text = _("A task was brought to you as the superior: %(subject)s, due %(due)s.")
    return text % _facts(params), reverse("enforcement:task-detail", args=[params["task"]])


def _returned(params: Params) -> tuple[str, str]:
    return _("A task was taken back from you: %(subject)s.") % _facts(params), ""


def _cancelled(params: Params) -> tuple[str, str]:
    return _("A task of yours was called off: %(subject)s.") % _facts(params), ""


def _to_renew(params: Params) -> tuple[str, str]:
    text = _("A matter has changed: renew the claim of %(matter)s by %(day)s.") % {
        "matter": params["code"],
        "day": params["by"],
    }
    return text, reverse("matters:claim-detail", args=[params["claim"]])


def _late(params: Params) -> tuple[str, str]:
    text = _("The claim of %(matter)s was to be renewed by %(day)s and was not.") % {
        "matter": params["code"],
        "day": params["by"],
    }
    return text, reverse("matters:claim-detail", args=[params["claim"]])


def _reviews(params: Params) -> tuple[str, str]:
    count = params["count"]
    text = ngettext(
        "%(law)s changes: %(count)d record that rests on it is to be reviewed by %(due)s.",
        "%(law)s changes: %(count)d records that rest on it are to be reviewed by %(due)s.",
        count,
    )
    link = reverse("matters:review-detail", args=[params["review"]])
    if count > 1:
        owner = params["department"]
        asked = {"version": params["version"], "state": "open"}
        asked |= {"department": owner} if owner else {}
        link = f"{reverse('matters:review-list')}?{urlencode(asked)}"
    said = {"law": _in_language(params, "law"), "count": count, "due": params["due"]}
    return text % said, link


def _evaluations(params: Params) -> tuple[str, str]:
    count = params["count"]
    link = reverse("matters:evaluation-detail", args=[params["evaluation"]])
    if count == 1:
        text = _("“%(matter)s” is to be evaluated by %(due)s.")
        return text % {"matter": params["matter"], "due": params["due"]}, link
    text = ngettext(
        "%(count)d matter of your department is to be evaluated by %(due)s.",
        "%(count)d matters of your department are to be evaluated by %(due)s.",
        count,
    )
    asked = urlencode({"department": params["department"], "state": "open"})
    return text % {"count": count, "due": params["due"]}, (
        f"{reverse('matters:evaluation-list')}?{asked}"
    )


def _adjustment(text: str | Promise) -> Callable[[Params], tuple[str, str]]:
    """Return the words of a message about a request to adjust the list."""

    def said(params: Params) -> tuple[str, str]:
        facts = {"title": params["title"], "by": _in_language(params, "by")}
        link = reverse("matters:adjustment-detail", args=[params["adjustment"]])
        return str(text) % facts, link

    return said


def _certificate_ends(params: Params) -> tuple[str, str]:
    return (
        _("Your certificate ends on %(day)s. Apply for its renewal.") % {"day": params["day"]},
        reverse("enforcement:pocket-me"),
    )


def _off_site(text: Promise) -> Callable[[Params], tuple[str, str]]:
    """Return the words of a message about an off-site inspection."""

    def said(params: Params) -> tuple[str, str]:
        words = str(text) % {"subject": _subject(params), "day": params["due"]}
        return words, reverse("enforcement:off-site-detail", args=[params["off_site"]])

    return said


def _order_reported(params: Params) -> tuple[str, str]:
    text = _("%(subject)s reports that it has corrected what was ordered.")
    return text % {"subject": _subject(params)}, _order(params)


def _order_late(params: Params) -> tuple[str, str]:
    text = _("%(subject)s has not corrected by %(day)s what was ordered.")
    return text % {"subject": _subject(params), "day": params["due"]}, _order(params)


def _order(params: Params) -> str:
    return reverse("enforcement:rectification-detail", args=[params["order"]])


def _plan_waits(text: Promise) -> Callable[[Params], tuple[str, str]]:
    """Return the words for a plan that waits for somebody."""

    def said(params: Params) -> tuple[str, str]:
        english = params.get("name_en") if (get_language() or "").startswith("en") else ""
        facts = {"plan": english or params["name"], "day": params["day"]}
        return str(text) % facts, reverse("enforcement:plan-detail", args=[params["plan"]])

    return said


def _collide(params: Params) -> tuple[str, str]:
    text = _("Another department comes to %(subject)s within 30 days: agree on one visit.")
    link = reverse("enforcement:task-detail", args=[params["task"]]) if params["task"] else ""
    return text % {"subject": _subject(params)}, link


def _visit(text: Promise) -> Callable[[Params], tuple[str, str]]:
    """Return the words for what became of a joint visit."""

    def said(params: Params) -> tuple[str, str]:
        facts = {each: params[each] for each in ("day", "reason")} | {"subject": _subject(params)}
        return str(text) % facts, reverse("enforcement:visit-detail", args=[params["visit"]])

    return said


# What each code says, and the page that it leads to.
WORDS: dict[str, Callable[[Params], tuple[str, str]]] = {
    "registry.certificate_ends": _certificate_ends,
    "policy.expires": _policy_expires,
    "risk.warned": _warned,
    "risk.escalated": _escalated,
    "risk.reopened": _reopened,
    "plan.submitted": _plan_waits(gettext_lazy("A plan waits for your legal review: %(plan)s.")),
    "plan.reviewed": _plan_waits(
        gettext_lazy("A plan passed legal review and waits for its approval: %(plan)s.")
    ),
    "plan.approved": _plan_waits(
        gettext_lazy("A plan was approved and waits to be published by %(day)s: %(plan)s.")
    ),
    "plan.returned": _plan_waits(gettext_lazy("A plan of yours was sent back: %(plan)s.")),
    "plan.published": _plan_waits(
        gettext_lazy(
            "A plan was published in which your department helps or leads: %(plan)s. "
            "It is filed by %(day)s."
        )
    ),
    "task.collides": _collide,
    "visit.proposed": _visit(
        gettext_lazy("You are asked to come along in one joint visit: %(subject)s, %(day)s.")
    ),
    "visit.part_refused": _visit(
        gettext_lazy("A department does not come along to %(subject)s: %(reason)s")
    ),
    "visit.settled": _visit(
        gettext_lazy("The joint visit is settled: %(subject)s, %(day)s. One visit, one code.")
    ),
    "visit.called_off": _visit(
        gettext_lazy("The joint visit at %(subject)s is called off: %(reason)s")
    ),
    "task.dispatched": _dispatched,
    "task.submitted": _submitted,
    "task.sent_back": _sent_back,
    "task.waiting": _waiting,
    "collaboration.asked": _request(
        gettext_lazy("%(from)s asks you (%(kind)s); answer due %(due)s.")
    ),
    "collaboration.answered": _request(gettext_lazy("%(to)s answered your request (%(kind)s).")),
    "collaboration.refused": _request(
        gettext_lazy("%(to)s refused your request (%(kind)s); the reason is with it.")
    ),
    "collaboration.withdrawn": _request(gettext_lazy("%(from)s took its request back (%(kind)s).")),
    "collaboration.unreceived": _request(
        gettext_lazy("%(from)s waits for your receipt of its request (%(kind)s).")
    ),
    "collaboration.late": _request(
        gettext_lazy("%(to)s has not answered %(from)s in time (%(kind)s).")
    ),
    "publication.near": _to_publish(
        gettext_lazy("The result at %(subject)s is to be public by %(day)s and is not yet.")
    ),
    "publication.late": _to_publish(
        gettext_lazy("The result at %(subject)s was to be public by %(day)s and is not.")
    ),
    "case.drafted": _referral(
        gettext_lazy("A referral to a case was drafted: look it over and submit it: %(subject)s.")
    ),
    "case.referred": _referral(
        gettext_lazy("%(subject)s was referred to a case; decide by %(day)s.")
    ),
    "case.received": _referral(gettext_lazy("Your referral was received: %(subject)s.")),
    "case.filed": _referral(gettext_lazy("A case was filed on your referral: %(subject)s.")),
    "case.not_filed": _referral(gettext_lazy("No case was filed on your referral: %(subject)s.")),
    "case.late": _referral(
        gettext_lazy("The referral of %(subject)s was to be decided by %(day)s.")
    ),
    "complaint.received": _complained,
    "complaint.late": _complaint_late,
    "complaint.answered": _complaint_answered,
    "shift.handed_over": _handed_over,
    "task.offered": _offered,
    "task.urged": _urged,
    "task.escalated": _brought_up,
    "record.held": _held,
    "task.returned": _returned,
    "task.cancelled": _cancelled,
    "off_site_submitted": _off_site(
        gettext_lazy("%(subject)s sent in what you asked for; look at it and answer.")
    ),
    "off_site_near": _off_site(
        gettext_lazy("%(subject)s has until %(day)s to send in what you asked for.")
    ),
    "off_site_late": _off_site(
        gettext_lazy("%(subject)s has not sent in by %(day)s what you asked for.")
    ),
    "off_site_call_agreed": _off_site(gettext_lazy("%(subject)s agreed to the video call.")),
    "off_site_call_other_time": _off_site(
        gettext_lazy("%(subject)s asks for another time for the video call.")
    ),
    "rectification_reported": _order_reported,
    "rectification_late": _order_late,
    "matters.reclaim_required": _to_renew,
    "matters.reclaim_late": _late,
    "matters.reviews_opened": _reviews,
    "matters.evaluations_opened": _evaluations,
    "matters.adjustment_received": _adjustment(
        gettext_lazy("%(by)s asks to adjust the list: “%(title)s”.")
    ),
    "matters.adjustment_accepted": _adjustment(
        gettext_lazy("Your request was accepted: “%(title)s”.")
    ),
    "matters.adjustment_declined": _adjustment(
        gettext_lazy("Your request was declined: “%(title)s”. The answer says why.")
    ),
    "matters.adjustment_carried_out": _adjustment(
        gettext_lazy("Your request was carried out: “%(title)s”.")
    ),
}


def told(messages: Iterable[Message]) -> list[Told]:
    """Put messages into words."""
    return [
        Told(str(message.pk), message.created_at, *WORDS[message.code](message.params))
        for message in messages
    ]


def _facts(params: Params) -> dict[str, str]:
    due = dt.datetime.fromisoformat(params["due"])
    return {"subject": _subject(params), "due": marks.moment_text(due)}


def _subject(params: Params) -> str:
    return _in_language(params, "subject")


def _in_language(params: Params, name: str) -> str:
    """Return a name that the message carries, in the reader's language where it has one."""
    english = params.get(f"{name}_en") if (get_language() or "").startswith("en") else ""
    return english or params.get(name, "")
