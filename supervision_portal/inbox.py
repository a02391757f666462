"""A person's inbox: everything that the portal told them."""

from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Message, User
from supervision_portal.messages import Told, told

NEWEST = 5


class MessageFilter(filters.FilterSet):
    unread = filters.BooleanFilter("read_at", lookup_expr="isnull", label=_("Unread"))

    class Meta:
        model = Message
        fields: list[str] = []


INBOX = ListDesk(
    key="portal.inbox",
    title=_("Messages"),
    lead=_("What the portal told you, the newest first. Only you see this list."),
    filterset=MessageFilter,
    columns=[
        Column("text", _("Message"), "name", value=lambda row: told([row])[0].text),
        Column("created_at", _("Told"), "when", sort="pk"),
        Column("read_at", pgettext_lazy("time", "read"), "when"),
    ],
    empty=Empty(
        _("No messages"),
        _(
            "Warnings of your area, tasks that are given to you or taken back, and what you are "
            "to review, evaluate or decide are told here."
        ),
    ),
    url=lambda row: told([row])[0].link,
    export_name="messages",
)


def message_list(request: HttpRequest) -> HttpResponseBase:
    """List everything that this person was told."""
    return list_page(
        request,
        INBOX,
        Message.objects.filter(recipient=acting(request)).select_related("recipient"),
    )


@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark the messages that were on the page as read; what came since stays new."""
    mine = Message.objects.filter(recipient=acting(request)).unread()
    shown = [each for each in request.POST.getlist("message") if _is_key(each)]
    mine.filter(pk__in=shown).update(read_at=timezone.now())
    return redirect("home")


def newest(user: User) -> list[Told]:
    """Return the newest unread messages of a person."""
    return told(unread(user).order_by("-id")[:NEWEST])


def unread(user: Any) -> QuerySet[Message]:
    return Message.objects.filter(recipient=user).unread()


def _is_key(text: str) -> bool:
    try:
        Message._meta.pk.to_python(text)
    except ValidationError:
        return False
    return True
