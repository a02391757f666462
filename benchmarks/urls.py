"""The portal's addresses and that of the view that its lists are measured by."""

from django.urls import path

from benchmarks.trivial import PlainList
from supervision_portal.urls import urlpatterns as portal

urlpatterns = [path("benchmark/plain/", PlainList.as_view(), name="plain-list"), *portal]
