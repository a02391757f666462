"""How the administration looks: what its theme (django-unfold) is told by settings."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Administration"),
    "SITE_HEADER": _("Supervision Portal"),
    "SITE_SUBHEADER": _("Administration"),
    "SITE_SYMBOL": "shield_person",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/logo.svg")}
    ],
    "STYLES": [lambda request: static("css/admin.css")],
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": "supervision_portal.administration.may_read_history",
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "DASHBOARD_CALLBACK": "supervision_portal.administration.dashboard",
    "SIDEBAR": {"navigation": "supervision_portal.administration.navigation"},
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change the password"), "link": reverse_lazy("password_change")},
        ]
    },
    # the accent of css/tokens.css and its neighbours
    "COLORS": {
        "primary": {
            "50": "#f0f5fa",
            "100": "#e6edf6",
            "200": "#c9d9ea",
            "300": "#b4d1f2",
            "400": "#8fb9ea",
            "500": "#4f82b8",
            "600": "#1d4f86",
            "700": "#153d69",
            "800": "#143354",
            "900": "#1d2c3f",
            "950": "#0d1826",
        }
    },
}

# What the theme and the database say in English only; named here, so that our catalogue holds it.
WORDS = (
    gettext_noop("Apply Filters"),
    gettext_noop("Cancel"),
    gettext_noop("Dark"),
    gettext_noop("Date"),
    gettext_noop("Expand row"),
    gettext_noop("False"),
    gettext_noop("General"),
    gettext_noop("Go back"),
    gettext_noop("Light"),
    gettext_noop("More actions"),
    gettext_noop("Next"),
    gettext_noop("No results found"),
    gettext_noop("No results matching your query"),
    gettext_noop("Previous"),
    gettext_noop("Reset filters"),
    gettext_noop("Run"),
    gettext_noop("Select action"),
    gettext_noop("Select action to run"),
    gettext_noop("Select all rows"),
    gettext_noop("Select record"),
    gettext_noop("Select value"),
    gettext_noop("Submit"),
    gettext_noop("System"),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("Toggle password visibility"),
    gettext_noop("True"),
    gettext_noop("Type to search"),
    gettext_noop("Can accept and answer tasks assigned to them"),
    gettext_noop("Can answer fact checks assigned to them"),
    gettext_noop("Can approve an inspection before it goes out"),
    gettext_noop("Can dispatch tasks"),
    gettext_noop("Can enter the administration site"),
    gettext_noop("Can pass a matter in department review"),
    gettext_noop("Can pass a matter in legal review and publish it"),
    gettext_noop("Can retry a parked delivery"),
    gettext_noop("Can review and publish a rule"),
    gettext_noop("Can settle and close a warning"),
    gettext_noop("Can sign for a warning"),
    gettext_noop("Can withdraw a public record"),
)
