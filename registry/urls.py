"""Addresses of who and where."""

from django.urls import path

from registry import views

app_name = "registry"
urlpatterns = [
    path("subjects/", views.subject_list, name="subject-list"),
    path("subjects/<uuid:pk>/", views.subject, name="subject"),
    path("departments/", views.department_list, name="department-list"),
    path("departments/<uuid:pk>/", views.department, name="department"),
    path("regions/", views.region_list, name="region-list"),
]
