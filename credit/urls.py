"""Addresses of the credit file."""

from django.urls import path

from credit import views

app_name = "credit"
urlpatterns = [
    path("credit/records/", views.record_list, name="record-list"),
    path("credit/records/<uuid:pk>/", views.record_detail, name="record-detail"),
    path("credit/records/<uuid:pk>/effect/", views.record_take_effect, name="record-effect"),
]
