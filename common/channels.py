"""Messages to people leave through channels: the portal's own inbox, and adapters to other systems.

``settings.MESSAGE_CHANNELS`` lists the adapters by dotted path. The inbox always has the message;
an adapter that fails is tried again and holds up nobody.
"""

import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from common.models import Message, User
from common.ring import ring

log = logging.getLogger(__name__)


class Channel(Protocol):
    """An adapter to one way out: SMS gateway, DingTalk or WeCom webhook, mail."""

    def send(self, message: Message, *, idempotency_key: str) -> None:
        """Send one message; a receiver that honours the key gets it once."""


class LogChannel:
    """Stands in for a gateway where none is configured: notes that a message would go out."""

    def send(self, message: Message, *, idempotency_key: str) -> None:
        log.info("message %s to user %s", message.code, message.recipient_id)


def tell(
    people: Iterable[User],
    code: str,
    *,
    key: str,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Put a message into each person's inbox, once per ``key``, and ring the other channels."""
    for person in people:
        message, made = Message.objects.get_or_create(
            recipient=person,
            key=key,
            defaults={"code": code, "params": dict(params or {})},
        )
        if made and settings.MESSAGE_CHANNELS:
            ring("common.send", message.pk)


def send(message_id: uuid.UUID) -> None:
    """Hand one message to the configured channels; a second call sends nothing."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=message_id, sent_at=None)
            .first()
        )
        if message is None:
            return
        for path in settings.MESSAGE_CHANNELS:
            channel: Channel = import_string(path)()
            channel.send(message, idempotency_key=f"{message.pk}:{path}")
        message.sent_at = timezone.now()
        message.save(update_fields=["sent_at"])
