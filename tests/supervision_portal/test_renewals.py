"""Claims to be renewed reach their keepers, late ones the head."""

import datetime as dt

import pytest

from common.models import Event, Message
from matters import services
from registry.roles import sync_roles
from supervision_portal import loop
from supervision_portal.messages import told
from tests import build

pytestmark = pytest.mark.django_db


def test_keepers_are_told_first_and_the_head_when_it_is_late():
    sync_roles()
    version = build.matter_version()
    own = version.department
    claim = build.claim(
        version.matter, own, state="reclaim_required", reclaim_by=dt.date(2026, 1, 5)
    )
    keeper, head, above = build.user(), build.user(), build.user()
    build.grant(keeper, "matters.change_claim", department=own)
    build.grant(head, "matters.review_matterversion", department=own)
    build.grant(above, "matters.review_matterversion", "matters.change_claim")
    loop.tell_of_renewal(build.event("matters.reclaim_required", row=claim))
    assert list(Message.objects.values_list("recipient", flat=True)) == [keeper.pk]
    assert services.escalate() == 1
    late = Event.objects.get(name="matters.reclaim_late")
    loop.tell_of_late_claim(late)
    loop.tell_of_late_claim(late)
    (message,) = Message.objects.filter(recipient=head)
    assert version.matter.code in told([message])[0].text
    assert not Message.objects.filter(recipient=above).exists()


def test_without_a_head_of_its_own_those_above_are_told():
    version = build.matter_version()
    claim = build.claim(version.matter, version.department)
    above = build.user()
    build.grant(above, "matters.review_matterversion")
    loop.tell_of_late_claim(build.event("matters.reclaim_late", row=claim))
    assert Message.objects.get().recipient == above
