"""Addresses of who and where."""

from django.urls import path

from registry.views import departments, regions, subjects

app_name = "registry"
urlpatterns = [
    path("subjects/", subjects.subject_list, name="subject-list"),
    path("subjects/<uuid:pk>/", subjects.subject, name="subject"),
    path("departments/", departments.department_list, name="department-list"),
    path("departments/<uuid:pk>/", departments.department, name="department"),
    path("regions/", regions.region_list, name="region-list"),
]
