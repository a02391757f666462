"""Settings from typed environment variables; with none set the portal brings its own servers."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ
from django.utils.translation import gettext_lazy as _

from common import redis, secrets
from common.postgres.databases import databases
from supervision_portal.theme import UNFOLD  # noqa: F401 (a setting)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# What the portal keeps on disk: its own servers' data, uploads, logs, the secret key.
VAR = Path(env.str("VAR_DIR", "") or BASE_DIR / "var").absolute()

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or secrets.kept(VAR / "secret-key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("HTTPS", False)
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

INSTALLED_APPS = [
    "supervision_portal.apps.PortalConfig",
    "supervision_portal.disclosure.apps.DisclosureConfig",
    "risk",
    "credit",
    "enforcement",
    "matters",
    "datacenter",
    "registry",
    "common.apps.CommonConfig",
    "unfold.apps.BasicAppConfig",
    "supervision_portal.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "common.apps.StaticConfig",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "axes",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "common.middleware.DenialMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "supervision_portal.urls"
WSGI_APPLICATION = "supervision_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.template.context_processors.static",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "supervision_portal.context.simulated",
                "supervision_portal.context.unread",
                "common.face.context",
            ],
        },
    }
]

DATABASES = databases(env, VAR)
DATABASE_APP_ROLE = DATABASES["default"]["ROLES"]["app"]["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EMBEDDED_REDIS = not env.str("REDIS_URL", "")
CACHES = {"default": redis.cache_entry(env, VAR)}

AUTH_USER_MODEL = "common.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "registry.grants.GrantBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
]
FORM_RENDERER = "common.widgets.Renderer"
FILTERS_EMPTY_CHOICE_LABEL = _("any")
NAVIGATION = "supervision_portal.navigation.MODULES"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
SUPERVISION_LINE = "justice"
"""The line of business whose departments supervise enforcement where nobody stands above."""

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")
USE_I18N = True
FORMAT_MODULE_PATH = "common.formats"
USE_TZ = True

STATIC_URL = "static/"
# In production `collectstatic` puts hashed, compressed files there; else they are served in place.
STATIC_ROOT = (env.str("STATIC_ROOT", "") or VAR / "static") if HTTPS else None
WHITENOISE_USE_FINDERS = not HTTPS
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "common.finders.NodeModulesFinder",
]
MEDIA_ROOT = VAR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "common.static.HashedStorage"
        if HTTPS
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    # Files are named by their hash: writing one again mends what a dying process left half done.
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT / "evidence", "allow_overwrite": True},
    },
}
# How much one request of a source may carry, and how long its bytes are kept.
INGEST_MAX_BYTES = env.int("INGEST_MAX_BYTES", 64 * 1024 * 1024)
INGEST_MAX_UNPACKED = env.int("INGEST_MAX_UNPACKED", 128 * 1024 * 1024)
INGEST_MAX_ROWS = env.int("INGEST_MAX_ROWS", 1_000_000)
INGEST_BODY_DAYS = env.int("INGEST_BODY_DAYS", 30)
# Phones of officers: how large a film or a voice note may be, how long a device stays logged in.
POCKET_VIDEO_MAX_BYTES = env.int("POCKET_VIDEO_MAX_BYTES", 50 * 1024 * 1024)
POCKET_AUDIO_MAX_BYTES = env.int("POCKET_AUDIO_MAX_BYTES", 10 * 1024 * 1024)
POCKET_DEVICE_DAY_BYTES = env.int("POCKET_DEVICE_DAY_BYTES", 2 * 1024**3)
POCKET_OFFICER_DAY_BYTES = env.int("POCKET_OFFICER_DAY_BYTES", 4 * 1024**3)
POCKET_TOKEN_LIFE = timedelta(days=env.int("POCKET_TOKEN_DAYS", 7))
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/api/v1/docs/",),
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sid"
    CSRF_COOKIE_NAME = "__Host-csrf"

CELERY_BROKER_URL = redis.broker_url(env, VAR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.3,
    # a broker that is down must not hold up the request that rings: the sweep rings again
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "loop"
CELERY_TASK_ROUTES = {
    "common.*": {"queue": "loop"},
    "datacenter.*": {"queue": "ingest"},
    "registry.import_subjects": {"queue": "ingest"},
    "registry.find_pairs": {"queue": "reports"},
    "risk.*": {"queue": "rules"},
    "reports.*": {"queue": "reports"},
}
MESSAGE_CHANNELS = env.list("MESSAGE_CHANNELS", default=["common.channels.LogChannel"])

# The list: how long until a matter is evaluated again, how long an evaluation may take, and from
# which likeness (0–1) of their names, and on the whole, two matters are a pair to look at.
EVALUATION_DAYS = env.int("EVALUATION_DAYS", 365)
EVALUATION_WORKDAYS = env.int("EVALUATION_WORKDAYS", 20)
DUPLICATE_NAMES = env.float("DUPLICATE_NAMES", 0.4)
DUPLICATE_ALIKE = env.float("DUPLICATE_ALIKE", 0.6)

# Draws: days in which a body draws nobody twice, and the least that a stratum gives.
DRAW_COOLING_DAYS = env.int("DRAW_COOLING_DAYS", 180)
DRAW_LEAST = env.int("DRAW_LEAST", 1)

SWEEP_SECONDS = env.float("SWEEP_SECONDS", 15.0)
CELERY_BEAT_SCHEDULE = {
    "sweep deliveries": {"task": "common.sweep", "schedule": SWEEP_SECONDS},
    "sweep batches": {"task": "datacenter.sweep", "schedule": SWEEP_SECONDS},
    "forget keys of writes": {"task": "common.forget_keys", "schedule": 3600.0},
    "sweep imports": {"task": "registry.sweep_imports", "schedule": 2 * SWEEP_SECONDS},
    "find possible duplicates": {"task": "registry.find_pairs", "schedule": 86400.0},
    "drop old bodies": {"task": "datacenter.drop_bodies", "schedule": 3600.0},
    "sweep uploaded lists": {"task": "matters.sweep", "schedule": 60.0},
    "supersede versions whose days are over": {"task": "matters.lapse", "schedule": 900.0},
    "tell of legal bases that have ended": {"task": "matters.announce", "schedule": 900.0},
    "escalate claims not renewed": {"task": "matters.escalate", "schedule": 900.0},
    "count claims": {"task": "matters.count_claims", "schedule": 900.0},
    "open evaluations, carry out reforms": {"task": "matters.upkeep", "schedule": 900.0},
    "look for duplicates": {"task": "matters.find_duplicates", "schedule": 86400.0},
    "look after officers": {"task": "registry.daily", "schedule": 3600.0},
    "remind of policies that run out": {"task": "matters.remind", "schedule": 3600.0},
    "send out what waits": {"task": "enforcement.send_waiting", "schedule": 60.0},
    "look after orders to correct": {"task": "enforcement.daily", "schedule": 3600.0},
    "look after terms of publication": {"task": "disclosure.daily", "schedule": 3600.0},
    "mark silent sources": {"task": "risk.mark_stale", "schedule": 60.0},
    **{
        f"heartbeat of {queue}": {
            "task": "supervision_portal.heartbeat",
            "schedule": SWEEP_SECONDS,
            "args": [queue],
            "options": {"queue": queue, "expires": 60},
        }
        for queue in ("loop", "rules", "ingest", "reports")
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["common.authentication.PortalSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.refuse",
    "NUM_PROXIES": 1 if HTTPS else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Supervision Portal",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "AdministrativeLevelEnum": "registry.choices.Level",
        "OffSiteStateEnum": "enforcement.choices.off_site.OffSiteState",
        "OffSiteChannelEnum": "enforcement.choices.off_site.OffSiteChannel",
        "CollaborationKindEnum": "enforcement.choices.collaborations.CollaborationKind",
        "CollaborationStateEnum": "enforcement.choices.collaborations.CollaborationState",
        "DrawStateEnum": "enforcement.choices.DrawState",
        "PlanStateEnum": "enforcement.choices.PlanState",
        "RectificationStateEnum": "enforcement.choices.RectificationState",
        "SubjectKindEnum": "registry.choices.SubjectKind",
        "SubjectStateEnum": "registry.choices.SubjectState",
        "TaskStateEnum": "enforcement.choices.TaskState",
        "VersionStateEnum": "matters.choices.VersionState",
        "VisitPartStateEnum": "enforcement.choices.visits.PartState",
        "VisitStateEnum": "enforcement.choices.visits.VisitState",
        "WarningLevelEnum": "risk.choices.WarningLevel",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "datacenter.schema.describe_ingest",
    ],
}
