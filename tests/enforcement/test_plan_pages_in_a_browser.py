"""The pages of plans and caps are accessible and fit a phone."""

import pytest
from django.urls import reverse

from tests import build
from tests.enforcement.conftest import look_over, shot

RIGHTS = (
    "view_plan", "add_plan", "change_plan", "publish_plan", "view_visitcap", "add_visitcap",
    "change_visitcap", "view_nodisturb", "add_nodisturb",
)  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_plans_and_caps(world, opened, width):
    person = build.user()
    build.grant(person, *(f"enforcement.{each}" for each in RIGHTS), department=world.own)
    plan, cap = build.plan(world.own), build.visit_cap(world.own)
    build.no_disturb(world.subject, department=world.own)
    shown = build.published_plan(world.own)
    pages = {
        "plans": reverse("enforcement:plan-list"),
        "plan": plan.get_absolute_url(),
        "plan-edit": reverse("enforcement:plan-edit", args=[plan.pk]),
        "plan-new": reverse("enforcement:plan-new"),
        "caps": reverse("enforcement:cap-list"),
        "cap-edit": reverse("enforcement:cap-edit", args=[cap.pk]),
        "no-disturb": reverse("enforcement:no-disturb-list"),
        "public-plan": reverse("public:plan-detail", args=[shown.pk]),
    }
    page = opened(person, pages["plans"], width=width, check=True)
    start = page.url.removesuffix(pages["plans"])
    for name, path in pages.items():
        page.goto(start + path)
        look_over(page)
        shot(page, f"{name}-{width}")
