"""Addresses of the list."""

from django.urls import path

from matters.steps import STEPS
from matters.views import checklists, claims, comparing, matters, writing

app_name = "matters"
urlpatterns = [
    path("matters/", matters.matter_list, name="matter-list"),
    path("matters/new/", writing.matter_new, name="matter-new"),
    path("matters/<uuid:pk>/", matters.matter_detail, name="matter-detail"),
    path("matters/<uuid:pk>/edit/", writing.matter_edit, name="matter-edit"),
    path("matters/<uuid:pk>/compare/", comparing.matter_compare, name="matter-compare"),
    path("matters/<uuid:pk>/draft/", writing.matter_draft, name="matter-draft"),
    path("matters/<uuid:pk>/claim/", claims.claim_add, name="claim-add"),
    path("claims/<uuid:pk>/renew/", claims.claim_renew, name="claim-renew"),
    path("claims/<uuid:pk>/end/", claims.claim_end, name="claim-end"),
    path("checklists/", checklists.checklist_list, name="checklist-list"),
    path("checklists/<uuid:pk>/", checklists.checklist_detail, name="checklist-detail"),
]
for step in STEPS:
    urlpatterns += [
        path(
            f"matters/<uuid:pk>/{step}/",
            matters.matter_step,
            {"step": step},
            name=f"matter-{step}",
        ),
        path(
            f"checklists/<uuid:pk>/{step}/",
            checklists.checklist_step,
            {"step": step},
            name=f"checklist-{step}",
        ),
    ]
