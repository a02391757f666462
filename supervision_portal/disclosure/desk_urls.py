"""Addresses of the publicity clerk's desk."""

from django.urls import path

from supervision_portal.disclosure import desk

app_name = "disclosure"
urlpatterns = [
    path("records/", desk.record_list, name="record-list"),
    path("terms/", desk.term_list, name="term-list"),
    path("holds/", desk.hold_list, name="hold-list"),
]
