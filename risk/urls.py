"""Addresses of risk early warning."""

from django.urls import path

from risk import views

app_name = "risk"
urlpatterns = [
    path("risk/warnings/", views.warning_list, name="warning-list"),
    path("risk/warnings/<uuid:pk>/", views.warning_detail, name="warning-detail"),
    path("risk/warnings/<uuid:pk>/sign/", views.warning_sign, name="warning-sign"),
    path("risk/warnings/<uuid:pk>/settle/", views.warning_settle, name="warning-settle"),
    path("risk/warnings/<uuid:pk>/close/", views.warning_close, name="warning-close"),
    path("risk/rules/", views.rule_list, name="rule-list"),
    path("risk/rules/<uuid:pk>/", views.rule_detail, name="rule-detail"),
]
