"""The resources of ``/api/v1/``: one line each."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from risk import api as risk
from supervision_portal.disclosure import api as disclosure

router = SimpleRouter()
router.register("public-records", disclosure.PublicRecords)
router.register("rules", risk.Rules)
router.register("warnings", risk.Warnings)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
    path("", include(router.urls)),
]
