"""The resources of ``/api/v1/``: one line each."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from datacenter import api as datacenter
from risk import api as risk
from supervision_portal.disclosure import api as disclosure

router = SimpleRouter()
router.register("batches", datacenter.Batches)
router.register("datasets", datacenter.Datasets)
router.register("public-records", disclosure.PublicRecords)
router.register("rules", risk.Rules)
router.register("sources", datacenter.Sources)
router.register("warnings", risk.Warnings)

urlpatterns = [
    path("ingest/<str:dataset>/", datacenter.ingest, name="ingest"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
    path("", include(router.urls)),
]
