"""Addresses of the list."""

from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, include, path, register_converter

from matters.steps import STEPS
from matters.upkeep import ADJUSTMENT_STEPS, REFORM_STEPS
from matters.views import (
    adjustments,
    benchmark,
    building,
    checklists,
    claims,
    comments,
    comparing,
    duplicates,
    evaluations,
    impact,
    law_search,
    law_writing,
    laws,
    matters,
    papers,
    policies,
    succession,
    uploads,
    writing,
)


class TableFormat:
    """The kinds of file that a table is handed out as."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def steps(route: str, view: Any, name: str, keys: Iterable[str]) -> list[URLPattern]:
    """Return an address for each step that is taken with the row of a route."""
    return [path(f"{route}{key}/", view, {"step": key}, name=f"{name}-{key}") for key in keys]


register_converter(TableFormat, "form")
app_name = "matters"
urlpatterns = [
    path("matters/", matters.matter_list, name="matter-list"),
    path("matters/benchmark/", benchmark.benchmark, name="benchmark"),
    path("matters/benchmark/adopt/", benchmark.adopt, name="benchmark-adopt"),
    path("matters/facets/", matters.matter_facets, name="matter-facets"),
    path("matters/import/", uploads.upload_new, name="upload-new"),
    path("matters/import/<uuid:pk>/", uploads.upload_detail, name="upload-detail"),
    path("matters/import/<uuid:pk>/confirm/", uploads.upload_confirm, name="upload-confirm"),
    path("matters/import/<uuid:pk>/drop/", uploads.upload_drop, name="upload-drop"),
    path("matters/import/template.<form:form>", uploads.upload_template, name="upload-template"),
    path("matters/sheet.<form:form>", uploads.matter_sheet, name="matter-sheet"),
    path("matters/new/", writing.matter_new, name="matter-new"),
    path("matters/<uuid:pk>/", matters.matter_detail, name="matter-detail"),
    path("matters/<uuid:pk>/edit/", writing.matter_edit, name="matter-edit"),
    path("matters/<uuid:pk>/compare/", comparing.matter_compare, name="matter-compare"),
    path("matters/<uuid:pk>/draft/", writing.matter_draft, name="matter-draft"),
    path("matters/<uuid:pk>/claim/", claims.claim_add, name="claim-add"),
    path("claims/", include("matters.claim_urls")),
    path("laws/", laws.law_list, name="law-list"),
    path("laws/search/", law_search.law_search, name="law-search"),
    path("laws/new/", law_writing.law_new, name="law-new"),
    path("laws/<uuid:pk>/", laws.law_detail, name="law-detail"),
    path("laws/<uuid:pk>/text/", law_writing.law_draft, name="law-draft"),
    path("laws/versions/<uuid:pk>/", laws.law_version, name="law-version"),
    path("laws/versions/<uuid:pk>/compare/", laws.law_compare, name="law-compare"),
    path("laws/versions/<uuid:pk>/english/", law_writing.law_english, name="law-english"),
    path("laws/versions/<uuid:pk>/mapping/", law_writing.law_mapping, name="law-mapping"),
    path("laws/versions/<uuid:pk>/publish/", law_writing.law_publish, name="law-publish"),
    path("laws/versions/<uuid:pk>/repeal/", law_writing.law_repeal, name="law-repeal"),
    path("laws/articles/<uuid:pk>/", laws.article_detail, name="article-detail"),
    path("laws/reviews/", impact.review_list, name="review-list"),
    path("laws/reviews/<uuid:pk>/", impact.review_detail, name="review-detail"),
    path("laws/reviews/<uuid:pk>/settle/", impact.review_settle, name="review-settle"),
    path("laws/reviews/<uuid:pk>/reopen/", impact.review_reopen, name="review-reopen"),
    path("matters/adjustments/", adjustments.adjustment_list, name="adjustment-list"),
    path("matters/adjustments/new/", adjustments.adjustment_new, name="adjustment-new"),
    path("matters/adjustments/<uuid:pk>/", adjustments.adjustment_detail, name="adjustment-detail"),
    path(
        "matters/adjustments/<uuid:pk>/draft/",
        adjustments.adjustment_draft,
        name="adjustment-draft",
    ),
    path(
        "matters/adjustments/<uuid:pk>/files/<uuid:file>/",
        adjustments.adjustment_file,
        name="adjustment-file",
    ),
    path("matters/evaluations/", evaluations.evaluation_list, name="evaluation-list"),
    path("matters/evaluations/<uuid:pk>/", evaluations.evaluation_detail, name="evaluation-detail"),
    path("matters/duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path("matters/duplicates/search/", duplicates.duplicate_search, name="duplicate-search"),
    path("matters/duplicates/<uuid:pk>/", duplicates.duplicate_detail, name="duplicate-detail"),
    path(
        "matters/duplicates/<uuid:pk>/dismiss/",
        duplicates.duplicate_dismiss,
        name="duplicate-dismiss",
    ),
    path("matters/reforms/", succession.reform_list, name="reform-list"),
    path("matters/reforms/new/", succession.reform_new, name="reform-new"),
    path("matters/reforms/<uuid:pk>/", succession.reform_detail, name="reform-detail"),
    path("matters/<uuid:pk>/consult/", comments.consultation_open, name="consultation-open"),
    path("matters/consultations/", comments.consultation_list, name="consultation-list"),
    path(
        "matters/consultations/<uuid:pk>/", comments.consultation_detail, name="consultation-detail"
    ),
    path(
        "matters/consultations/<uuid:pk>/comment/",
        comments.consultation_comment,
        name="consultation-comment",
    ),
    path(
        "matters/consultations/<uuid:pk>/end/", comments.consultation_end, name="consultation-end"
    ),
    path("matters/comments/<uuid:pk>/answer/", comments.comment_answer, name="comment-answer"),
    path("checklists/", checklists.checklist_list, name="checklist-list"),
    path("checklists/new/", building.checklist_new, name="checklist-new"),
    path("checklists/merge/", building.checklist_merge, name="checklist-merge"),
    path("checklists/import/", papers.checklist_import, name="checklist-import"),
    path("checklists/sheet.<str:form>", papers.checklist_sheets, name="checklist-sheets"),
    path("checklists/<uuid:pk>/", checklists.checklist_detail, name="checklist-detail"),
    path("checklists/<uuid:pk>/draft/", building.checklist_draft, name="checklist-draft"),
    path("checklists/<uuid:pk>/build/", building.checklist_build, name="checklist-build"),
    path("checklists/<uuid:pk>/verdict/", building.checklist_verdict, name="checklist-verdict"),
    path("checklists/<uuid:pk>/print/", papers.checklist_print, name="checklist-print"),
    path("checklists/<uuid:pk>/sheet.xlsx", papers.checklist_sheet, name="checklist-sheet"),
    path("checklists/<uuid:pk>/lines/new/", building.line_new, name="line-new"),
    path("checklists/<uuid:pk>/lines/<uuid:line>/", building.line_edit, name="line-edit"),
    path("checklists/<uuid:pk>/lines/<uuid:line>/move/", building.line_move, name="line-move"),
    path(
        "checklists/<uuid:pk>/lines/<uuid:line>/delete/", building.line_delete, name="line-delete"
    ),
]
urlpatterns += [
    path("policies/", policies.policy_list, name="policy-list"),
    path("policies/new/", policies.policy_new, name="policy-new"),
    path("policies/discretion/", policies.discretion_page, name="discretion"),
    path("policies/files/<uuid:pk>/", policies.policy_file, name="policy-file"),
    path("policies/<uuid:pk>/", policies.policy_detail, name="policy-detail"),
    path("policies/<uuid:pk>/edit/", policies.policy_edit, name="policy-edit"),
    path("policies/<uuid:pk>/draft/", policies.policy_draft, name="policy-draft"),
    path("policies/<uuid:pk>/attach/", policies.policy_attach, name="policy-attach"),
    path("policies/<uuid:pk>/ladder/", policies.policy_ladder, name="policy-ladder"),
    path(
        "policies/<uuid:pk>/files/<uuid:file>/detach/",
        policies.policy_detach,
        name="policy-detach",
    ),
]
urlpatterns += [
    *steps("policies/<uuid:pk>/", policies.policy_step, "policy", STEPS),
    *steps("matters/<uuid:pk>/", matters.matter_step, "matter", STEPS),
    *steps("checklists/<uuid:pk>/", checklists.checklist_step, "checklist", STEPS),
    *steps(
        "matters/adjustments/<uuid:pk>/",
        adjustments.adjustment_step,
        "adjustment",
        ADJUSTMENT_STEPS,
    ),
    *steps("matters/reforms/<uuid:pk>/", succession.reform_step, "reform", REFORM_STEPS),
]
