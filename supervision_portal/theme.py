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

# Names of permissions as the database holds them, so that our catalogue has them.
PERMISSIONS = (
    gettext_noop("Can accept and answer tasks assigned to them"),
    gettext_noop("Can accept the proof of a correction"),
    gettext_noop("Can ask firms for what an off-site inspection looks at"),
    gettext_noop("Can answer fact checks assigned to them"),
    gettext_noop("Can approve an inspection before it goes out"),
    gettext_noop("Can ask why somebody can see a record"),
    gettext_noop("Can check a result that was kept back again"),
    gettext_noop("Can confirm what became of articles and publish a law"),
    gettext_noop("Can confirm a draw, so that its tasks are made"),
    gettext_noop("Can decide on requests to adjust the list"),
    gettext_noop("Can decide on records from phones that came too late"),
    gettext_noop("Can receive referrals and decide whether a case is filed"),
    gettext_noop("Can dispatch tasks"),
    gettext_noop("Can enter a re-division of regions"),
    gettext_noop("Can enter the administration site"),
    gettext_noop("Can enter the approval of plans"),
    gettext_noop("Can freeze, commit and carry out draws"),
    gettext_noop("Can give more time for a correction"),
    gettext_noop("Can hand powers down to townships"),
    gettext_noop("Can have the sealed file of a draw"),
    gettext_noop("Can import subjects from files"),
    gettext_noop("Can issue and void inspection documents"),
    gettext_noop("Can merge two records of one subject and part them again"),
    gettext_noop("Can pass a matter in department review"),
    gettext_noop("Can pass a matter in legal review and publish it"),
    gettext_noop("Can publish plans, enter their filing, run and close them"),
    gettext_noop("Can reorganise departments"),
    gettext_noop("Can retry a parked delivery"),
    gettext_noop("Can see how things came about"),
    gettext_noop("Can review and publish a rule"),
    gettext_noop("Can review plans legally"),
    gettext_noop("Can review and publish implementation lists"),
    gettext_noop("Can see identity numbers and contacts unmasked"),
    gettext_noop("Can settle and close a warning"),
    gettext_noop("Can sign for a warning"),
    gettext_noop("Can withdraw a public record"),
    gettext_noop("Can witness draws: sealed words and drawn numbers"),
)
