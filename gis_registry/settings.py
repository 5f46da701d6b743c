"""
Settings of the registry. Everything a site changes comes from the environment; docs/administrator.md lists it.

REGISTRY_MODE is `demo` (the default: own cluster, own secret under var/) or `production`
(refuses to start without a secret, host names and a database of its own).
"""

import secrets
from pathlib import Path

import pghistory
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from gis_registry import environment, spatial_libraries

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("REGISTRY_VAR_DIR", str(BASE_DIR / "var")))

MODE = environment.one_of("REGISTRY_MODE", ["demo", "production"], "demo")
PRODUCTION = MODE == "production"
DEBUG = environment.flag("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG shows secrets to visitors: it must be off in production.")


def _demo_secret() -> str:
    """A secret of this checkout's own, made at the first start and kept in var/secret_key (mode 0600)."""
    path = VAR_DIR / "secret_key"
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        try:
            with open(path, "x", encoding="utf-8", opener=_owner_only) as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:  # two starts at once: the other one's secret serves both
            pass
        return path.read_text(encoding="utf-8").strip()


def _owner_only(path: str, flags: int) -> int:
    import os

    return os.open(path, flags, 0o600)


if PRODUCTION:
    SECRET_KEY = environment.text("SECRET_KEY")
    if len(SECRET_KEY) < 40 or "demo" in SECRET_KEY.lower():
        raise ImproperlyConfigured("SECRET_KEY must be at least 40 random characters of its own.")
    ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's host names in production.")
    environment.text("DATABASE_URL")
else:
    SECRET_KEY = environment.text("SECRET_KEY", "") or _demo_secret()
    ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "*")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

# --- what is installed: rooms from the top floor down, so that an upper room may override a template ---
INSTALLED_APPS = [
    "assets.demo",
    "assets.reports",
    "assets.intake",
    "assets.exports",
    "assets.maps",
    "assets.districts",
    "assets.field",
    "assets.renewal",
    "assets.saved_views",
    "assets.work",
    "assets.network",
    "assets.shell",
    "assets.registry",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework_gis",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "leaflet",
    "pgtrigger",
    "pghistory",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "assets.shell.language.CookieLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "assets.shell.login.PageLoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "assets.registry.history.HistoryMiddleware",
    "assets.shell.errors.DomainErrorMiddleware",
]

ROOT_URLCONF = "gis_registry.urls"
WSGI_APPLICATION = "gis_registry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "assets.shell.navigation.context",
            ],
        },
    },
]

# --- database and spatial libraries ---
GDAL_LIBRARY_PATH = spatial_libraries.gdal()
GEOS_LIBRARY_PATH = spatial_libraries.geos()
DATABASES = {
    "default": {
        **environment.database(environment.database_url(BASE_DIR)),
        "CONN_MAX_AGE": 600,  # a new backend loads PostGIS and PROJ afresh: 3.5 x slower tiles
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": environment.text("REGISTRY_TEST_DATABASE", "test_registry")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the city ---
REGISTRY_SRID = environment.integer("REGISTRY_SRID", 4548, lowest=1)
REGISTRY_CITY_CODE = environment.text("REGISTRY_CITY_CODE", "440500")
# Area and people of administrative units (code, area_km2, people, year, source); "none" where a city keeps no such table.
_UNIT_FACTS = environment.text("REGISTRY_UNIT_FACTS", str(BASE_DIR / "fixtures" / "shantou_facts.csv"))
REGISTRY_UNIT_FACTS = None if _UNIT_FACTS == "none" else Path(_UNIT_FACTS)
REGISTRY_PUBLIC_CLASSES = environment.words("REGISTRY_PUBLIC_CLASSES")
REGISTRY_UPLOAD_LIMIT_MB = environment.integer("REGISTRY_UPLOAD_LIMIT_MB", 2048, lowest=1)
REGISTRY_PHOTO_LIMIT_MB = environment.integer("REGISTRY_PHOTO_LIMIT_MB", 15, lowest=1)
# Whether another person than the one who sent an import must apply it.
REGISTRY_IMPORT_SECOND_EYES = environment.flag("REGISTRY_IMPORT_SECOND_EYES", False)
# How long the file of an export is kept.
REGISTRY_EXPORT_DAYS = environment.integer("REGISTRY_EXPORT_DAYS", 7, lowest=1)
# How long the queue remembers tasks that are over.
REGISTRY_TASK_DAYS = environment.integer("REGISTRY_TASK_DAYS", 30, lowest=1)
# Where the map opens: west, south, east, north in degrees.
REGISTRY_HOME_BOUNDS = (116.23, 22.98, 117.15, 23.62)

# --- people ---
AUTH_USER_MODEL = "registry.User"
CSRF_FAILURE_VIEW = "assets.shell.errors.csrf_failure"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- languages: Chinese first, English one click away ---
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # who chose English once means it
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = environment.text("TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

# --- files ---
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT", str(VAR_DIR / "media")))
FILE_UPLOAD_TEMP_DIR = environment.text("FILE_UPLOAD_TEMP_DIR", "") or None
FILE_UPLOAD_HANDLERS = ["assets.shell.uploads.LimitedUpload"]
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- background tasks ---
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "imports"],
    }
}

# --- history ---
# A GET writes nothing. Asking for its user would cost each tile a query, and /healthz its answer when the database is down.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
# Events are looked up by asset or by context, never by what their rows point at.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_CONTEXT_FIELD = pghistory.ContextForeignKey(null=True, db_index=True)

# --- API ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["assets.registry.permissions.MayUseDoor"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "assets.registry.errors.api_exception_handler",
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Spatial asset registry",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["assets.registry.permissions.MayUseDoor"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "/static/vendor/swagger-ui",
    "SWAGGER_UI_FAVICON_HREF": "/static/shell/icon.svg",
}

# --- small maps and editing (the large map is MapLibre's) ---
LEAFLET_CONFIG = {
    "TILES": [],
    "OVERLAYS": [],
    "DEFAULT_CENTER": (23.36, 116.69),
    "DEFAULT_ZOOM": 12,
    "MIN_ZOOM": 8,
    "MAX_ZOOM": 20,
    "RESET_VIEW": False,
    "NO_GLOBALS": False,
    "ATTRIBUTION_PREFIX": "",
}

# --- security ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, "'unsafe-inline'"],  # Leaflet and MapLibre place their parts by style attributes
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    BEHIND_TLS = environment.flag("REGISTRY_TLS", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = BEHIND_TLS
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SESSION_COOKIE_SECURE = BEHIND_TLS
    CSRF_COOKIE_SECURE = BEHIND_TLS
    SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {  # they tell of every batch written, every step of a page
        "pyogrio": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
