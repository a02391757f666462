"""Addresses of the list."""

from django.urls import path, register_converter

from matters.steps import STEPS
from matters.views import checklists, claims, comparing, matters, uploads, writing


class TableFormat:
    """The kinds of file that a table is handed out as."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TableFormat, "form")
app_name = "matters"
urlpatterns = [
    path("matters/", matters.matter_list, name="matter-list"),
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
