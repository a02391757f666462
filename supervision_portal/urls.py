"""All doors of the portal."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from common import face, live
from supervision_portal import chain, health, home, inbox
from supervision_portal.login import PortalLogin, choose_language

urlpatterns = [
    path("login/", PortalLogin.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("face/", face.choose, name="face"),
    path("", home.home, name="home"),
    path("live/", live.live, name="live"),
    path("messages/", inbox.message_list, name="message-list"),
    path("messages/read/", inbox.messages_read, name="messages-read"),
    path("chain/<uuid:pk>/", chain.chain, name="chain"),
    path("", include("credit.urls")),
    path("", include("datacenter.urls")),
    path("", include("enforcement.urls")),
    path("", include("matters.urls")),
    path("", include("registry.urls")),
    path("", include("risk.urls")),
    path("disclosure/", include("supervision_portal.disclosure.desk_urls")),
    path("admin/", admin.site.urls),
    path("language/", login_not_required(choose_language), name="set_language"),
    path("api/v1/", include("supervision_portal.api")),
    path("public/", include("supervision_portal.disclosure.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
