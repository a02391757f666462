"""The life of the list: versions are drafted, reviewed, published and revoked; matters are claimed.

Three people take a version to publication: who drafts it neither reviews nor publishes it, who
reviews it for the department does not pass it in legal review. Events are named after the version's
kind: ``matters.version_…`` for matters, ``matters.checklist_…`` for check forms.
"""

from matters.services.claims import (
    claim,
    claim_all,
    claim_fault_text,
    end_claim,
    renew_claim,
)
from matters.services.drafts import (
    COPIED,
    EditConflict,
    amend,
    draft,
    draft_new,
    next_draft,
    with_readings,
    without_stale_english,
)
from matters.services.versions import (
    lapse,
    pass_review,
    publish,
    revoke,
    see_through,
    send_back,
    submit,
)

__all__ = [
    "COPIED",
    "EditConflict",
    "amend",
    "claim",
    "claim_all",
    "claim_fault_text",
    "draft",
    "draft_new",
    "end_claim",
    "lapse",
    "next_draft",
    "pass_review",
    "publish",
    "renew_claim",
    "revoke",
    "see_through",
    "send_back",
    "submit",
    "with_readings",
    "without_stale_english",
]
