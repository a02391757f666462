"""Addresses of data coming in; sources send to ``/api/v1/ingest/``."""

from django.urls import path

from datacenter import views

app_name = "datacenter"
urlpatterns = [
    path("data/batches/", views.batch_list, name="batch-list"),
    path("data/batches/<uuid:pk>/", views.batch_detail, name="batch-detail"),
    path("data/sources/", views.source_list, name="source-list"),
]
