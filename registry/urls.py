"""Addresses of who and where."""

from django.urls import path

from registry.views import departments, officers, regions, reorganisations, subjects, zones

app_name = "registry"
_plan = "departments/reorganisations/<uuid:pk>/"

urlpatterns = [
    path("subjects/", subjects.subject_list, name="subject-list"),
    path("subjects/<uuid:pk>/", subjects.subject, name="subject"),
    path("departments/", departments.department_list, name="department-list"),
    path("departments/tree/", reorganisations.tree, name="department-tree"),
    path("departments/reorganise/", reorganisations.plan, name="reorganise"),
    path(_plan, reorganisations.reorganisation, name="reorganisation"),
    path(f"{_plan}carry/", reorganisations.carry_out, name="reorganisation-carry"),
    path(f"{_plan}cancel/", reorganisations.call_off, name="reorganisation-cancel"),
    path("departments/<uuid:pk>/", departments.department, name="department"),
    path("officers/", officers.officer_list, name="officer-list"),
    path("officers/roster/", officers.roster, name="roster"),
    path("officers/<uuid:pk>/", officers.officer, name="officer"),
    path("officers/<uuid:pk>/leave/", officers.leave_add, name="leave-add"),
    path("officers/<uuid:pk>/loan/", officers.loan_add, name="loan-add"),
    path("officers/leave/<uuid:pk>/end/", officers.spell_end, {"kind": "leave"}, "leave-end"),
    path("officers/loan/<uuid:pk>/end/", officers.spell_end, {"kind": "loan"}, "loan-end"),
    path("pocket/me/absences/", officers.mine, name="mine"),
    path("regions/", regions.region_list, name="region-list"),
    path("regions/map/", regions.region_map, name="region-map"),
    path("regions/shapes.json", regions.region_shapes, name="region-shapes"),
    path("regions/redivide/", regions.redivide, name="redivide"),
    path("regions/<uuid:pk>/", regions.region, name="region"),
    path("regions/<uuid:pk>/outline/", regions.outline, name="region-outline"),
    path("regions/<uuid:pk>/names/", regions.alias_add, name="alias-add"),
    path("zones/", zones.zone_list, name="zone-list"),
    path("zones/new/", zones.zone_new, name="zone-new"),
    path("zones/<uuid:pk>/", zones.zone, name="zone"),
    path("zones/<uuid:pk>/edit/", zones.zone_edit, name="zone-edit"),
    path("zones/<uuid:pk>/end/", zones.zone_end, name="zone-end"),
]
