"""The life of the list: versions are drafted, reviewed, published and revoked; matters are claimed.

Three people take a version to publication: who drafts it neither reviews nor publishes it, who
reviews it for the department does not pass it in legal review. Events are named after the version's
kind: ``matters.version_…`` for matters, ``matters.checklist_…`` for check forms.
"""

from matters.services.adjustments import (
    DRAFTED as ADJUSTED_BY_DRAFT,
)
from matters.services.adjustments import (
    REFORMED as ADJUSTED_BY_REFORM,
)
from matters.services.adjustments import (
    accept,
    ask_adjustment,
    attach_to_adjustment,
    carried_out,
    decline,
    draft_for,
    study,
)
from matters.services.basis import cite_bases, cite_basis, relink
from matters.services.benchmark import adopt, benchmark, benchmark_with, lists, own_of
from matters.services.checklists import (
    LINE_FIELDS,
    add_line,
    delete_line,
    draft_checklist,
    edit_line,
    move_line,
    new_checklist,
    read_own_results,
    set_verdict,
    verdict_checked,
)
from matters.services.citations import Cited, cite, cite_all
from matters.services.claims import (
    claim,
    claim_all,
    claim_due,
    claim_fault_text,
    effect_on_claims,
    end_basis,
    end_claim,
    escalate,
    renew_claim,
)
from matters.services.comments import answer, comment, consult, end_consultation
from matters.services.discretion import DiscretionRange, discretion
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
from matters.services.duplicates import dismiss_duplicate, find_duplicates
from matters.services.evaluations import evaluate, open_evaluations
from matters.services.finding import find_articles, find_matters
from matters.services.impact import (
    announce,
    impact_of,
    reopen_review,
    settle_review,
    siblings_of,
    with_origins,
)
from matters.services.implementation import (
    amend_list,
    draft_list,
    publish_list,
    return_list,
    submit_list,
)
from matters.services.laws import (
    add_law,
    amend_law,
    confirm_mapping,
    draft_version,
    enter,
    mapping_counts,
    places_written,
    propose_mapping,
    publish_version,
    remap,
    repeal,
)
from matters.services.origins import Origin, origins_of, register_origin
from matters.services.policies import (
    amend_policy,
    attach,
    detach,
    draft_policy,
    next_policy,
    remind,
)
from matters.services.refusals import refuse, take_back_refusal
from matters.services.sharing import merge_forms
from matters.services.succession import (
    NewMatter,
    approve_reform,
    carry_out_due,
    pass_reform,
    propose_reform,
    return_reform,
    submit_reform,
    withdraw_reform,
)
from matters.services.successors import carry_to
from matters.services.tally import count
from matters.services.transfers import hand_down, take_back_power
from matters.services.translations import english_of, translate
from matters.services.versions import (
    lapse,
    line_fault_text,
    pass_review,
    publish,
    revoke,
    see_through,
    send_back,
    submit,
)

__all__ = [
    "ADJUSTED_BY_DRAFT",
    "ADJUSTED_BY_REFORM",
    "COPIED",
    "LINE_FIELDS",
    "Cited",
    "DiscretionRange",
    "EditConflict",
    "NewMatter",
    "Origin",
    "accept",
    "add_law",
    "add_line",
    "adopt",
    "amend",
    "amend_law",
    "amend_list",
    "amend_policy",
    "announce",
    "answer",
    "approve_reform",
    "ask_adjustment",
    "attach",
    "attach_to_adjustment",
    "benchmark",
    "benchmark_with",
    "carried_out",
    "carry_out_due",
    "carry_to",
    "cite",
    "cite_all",
    "cite_bases",
    "cite_basis",
    "claim",
    "claim_all",
    "claim_due",
    "claim_fault_text",
    "comment",
    "confirm_mapping",
    "consult",
    "count",
    "decline",
    "delete_line",
    "detach",
    "discretion",
    "dismiss_duplicate",
    "draft",
    "draft_checklist",
    "draft_for",
    "draft_list",
    "draft_new",
    "draft_policy",
    "draft_version",
    "edit_line",
    "effect_on_claims",
    "end_basis",
    "end_claim",
    "end_consultation",
    "english_of",
    "enter",
    "escalate",
    "evaluate",
    "find_articles",
    "find_duplicates",
    "find_matters",
    "hand_down",
    "impact_of",
    "lapse",
    "line_fault_text",
    "lists",
    "mapping_counts",
    "merge_forms",
    "move_line",
    "new_checklist",
    "next_draft",
    "next_policy",
    "open_evaluations",
    "origins_of",
    "own_of",
    "pass_reform",
    "pass_review",
    "places_written",
    "propose_mapping",
    "propose_reform",
    "publish",
    "publish_list",
    "publish_version",
    "read_own_results",
    "refuse",
    "register_origin",
    "relink",
    "remap",
    "remind",
    "renew_claim",
    "reopen_review",
    "repeal",
    "return_list",
    "return_reform",
    "revoke",
    "see_through",
    "send_back",
    "set_verdict",
    "settle_review",
    "siblings_of",
    "study",
    "submit",
    "submit_list",
    "submit_reform",
    "take_back_power",
    "take_back_refusal",
    "translate",
    "verdict_checked",
    "with_origins",
    "with_readings",
    "withdraw_reform",
    "without_stale_english",
]
