"""Addresses of who and where."""

from django.urls import path

from registry.views import departments, regions, subjects, zones

app_name = "registry"
urlpatterns = [
    path("subjects/", subjects.subject_list, name="subject-list"),
    path("subjects/<uuid:pk>/", subjects.subject, name="subject"),
    path("departments/", departments.department_list, name="department-list"),
    path("departments/<uuid:pk>/", departments.department, name="department"),
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
