"""Addresses of claims, transfers of powers and implementation lists."""

from django.urls import path

from matters.views import board, claims, implementation, transfers

urlpatterns = [
    path("", board.claim_list, name="claim-list"),
    path("board/", board.claim_board, name="claim-board"),
    path("departments/<uuid:pk>/", board.claim_due, name="claim-due"),
    path("departments/<uuid:pk>/all/", board.claim_all_due, name="claim-all"),
    path("refusals/<uuid:pk>/end/", board.refusal_end, name="refusal-end"),
    path("transfers/", transfers.transfer_list, name="transfer-list"),
    path("transfers/<uuid:pk>/end/", transfers.transfer_end, name="transfer-end"),
    path("lists/", implementation.implementation_list, name="implementation-list"),
    path("lists/<uuid:pk>/", implementation.implementation_detail, name="implementation-detail"),
    path("lists/<uuid:pk>/edit/", implementation.implementation_edit, name="implementation-edit"),
    *(
        path(
            f"lists/<uuid:pk>/{step}/",
            implementation.implementation_step,
            {"step": step},
            name=f"implementation-{step}",
        )
        for step in implementation.STEPS
    ),
    path("<uuid:pk>/", claims.claim_detail, name="claim-detail"),
    path("<uuid:pk>/renew/", claims.claim_renew, name="claim-renew"),
    path("<uuid:pk>/end/", claims.claim_end, name="claim-end"),
    path("<uuid:pk>/transfer/", transfers.transfer_add, name="transfer-add"),
    path("<uuid:pk>/list/", implementation.implementation_add, name="implementation-add"),
]
