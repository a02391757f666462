"""The resources of ``/api/v1/``: one line each."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from datacenter import api as datacenter
from enforcement.api import (
    collaborations,
    dispatching,
    documents,
    off_site,
    plans,
    pocket,
    rectifications,
    visits,
)
from enforcement.api import tasks as enforcement
from matters import api as matters
from matters.api import upkeep
from registry import api as registry
from risk import api as risk
from supervision_portal.disclosure import api as disclosure

router = SimpleRouter()
router.register("articles", matters.Articles)
router.register("adjustments", upkeep.Adjustments)
router.register("batches", datacenter.Batches)
router.register("checklists", matters.Checklists)
router.register("claims", matters.Claims)
router.register("collaborations", collaborations.Collaborations)
router.register("datasets", datacenter.Datasets)
router.register("departments", registry.Departments)
router.register("implementation-lists", matters.ImplementationLists)
router.register("law-reviews", matters.Reviews)
router.register("laws", matters.Laws)
router.register("evaluations", upkeep.Evaluations)
router.register("matters", matters.Matters)
router.register("draws", disclosure.PublicDraws)
router.register("discretion", matters.Discretion)
router.register("plans", plans.Plans)
router.register("policies", matters.Policies)
router.register("officers", registry.Officers)
router.register("public-records", disclosure.PublicRecords)
router.register("reforms", upkeep.Reforms)
router.register("regions", registry.Regions)
router.register("rules", risk.Rules)
router.register("subjects", registry.Subjects)
router.register("sources", datacenter.Sources)
router.register("dispatch-rules", dispatching.DispatchRules)
router.register("documents", documents.Documents)
router.register("incidents", dispatching.Incidents)
router.register("off-site-requests", off_site.OffSiteRequests)
router.register("rectifications", rectifications.Rectifications)
router.register("task-transfers", dispatching.TaskTransfers)
router.register("tasks", enforcement.Tasks)
router.register("transfers", matters.Transfers)
router.register("visits", visits.Visits)
router.register("warnings", risk.Warnings)
router.register("zones", registry.Zones)

urlpatterns = [
    path("ingest/<str:dataset>/", datacenter.ingest, name="ingest"),
    path("pocket/", include(pocket)),
    path("benchmarks/", matters.Benchmarks.as_view(), name="benchmarks"),
    path("locate/", registry.locate, name="locate"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
    path("", include(router.urls)),
]
