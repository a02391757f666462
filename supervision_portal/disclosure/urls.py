"""Addresses of the public site."""

from django.urls import path, re_path

from supervision_portal.disclosure import (
    consultations,
    draws,
    laws,
    matters,
    plans,
    policies,
    views,
)

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("matters/", views.matter_list, name="matter-list"),
    path("matters/my-business/", matters.matter_finder, name="matter-finder"),
    re_path(r"^matters\.(?P<form>csv|xlsx|json)$", matters.matter_file, name="matter-file"),
    path("matters/<uuid:pk>/", views.matter_detail, name="matter-detail"),
    path("consultations/", consultations.consultation_list, name="consultation-list"),
    path("consultations/<uuid:pk>/", consultations.consultation_detail, name="consultation-detail"),
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/<uuid:pk>/", plans.plan_detail, name="plan-detail"),
    path("draws/", draws.draw_list, name="draw-list"),
    path("draws/<slug:code>/", draws.draw_detail, name="draw-detail"),
    path("draws/<slug:code>/file.json", draws.draw_file, name="draw-file"),
    path("policies/", policies.policy_list, name="policy-list"),
    path("policies/<uuid:pk>/", policies.policy_detail, name="policy-detail"),
    path("policies/files/<uuid:pk>/", policies.policy_file, name="policy-file"),
    path("laws/", laws.law_list, name="law-list"),
    path("laws/<uuid:pk>/", laws.law_detail, name="law-detail"),
    path("laws/<uuid:pk>/<slug:place>/", laws.law_article, name="law-article"),
    path("results/", views.result_list, name="result-list"),
    path("results.csv", views.results_csv, name="results-csv"),
    path("results/<slug:code>/", views.result_detail, name="result-detail"),
    path("verify/", views.verify, name="verify"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("look/", views.look, name="look"),
]
