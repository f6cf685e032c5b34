"""One settings file, fed by the environment. Values it does not understand are refused at start."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from config import env
from config.database import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.switch("DEBUG", False)
# LOCAL is what `make run` and the tests use: plain http on this machine only, and a key that is not a secret.
LOCAL = env.switch("LIANDAN_LOCAL", False)
SECRET_KEY = env.text("SECRET_KEY", "local-only-not-a-secret" if (LOCAL or DEBUG) else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY (or SECRET_KEY_FILE), or LIANDAN_LOCAL=1 on your own machine.")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# The address printed in QR codes. A phone that scans a label must reach it.
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# The folder of the private keys that sign QR codes and tree heads (manage.py signing_key). Keep it out of backups of
# the database: who has both could sign a history of their own.
_keys = env.text("SIGNING_KEYS", str(BASE_DIR / ".liandan" / "keys") if (LOCAL or DEBUG) else "")
if not _keys:
    raise ImproperlyConfigured("Set SIGNING_KEYS to the folder of the signing keys.")
SIGNING_KEYS = Path(_keys)

# The private folder of spreadsheets: what people upload to import, and long exports until they are fetched. The web
# processes and the worker share it; nothing in it is served but to whoever it belongs to.
SHEETS_ROOT = Path(env.text("SHEETS_ROOT", str(BASE_DIR / ".liandan" / "sheets")))

# How many documents or labels one print run may hold, and how many processes draw them: one for each processor that
# this process may use, unless told; 0 draws in the worker itself, more slowly and in less memory.
PRINT_MOST = env.number("PRINT_MOST", 2000)
PRINT_PROCESSES = env.number("PRINT_PROCESSES", len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)

# Photographs and scans lie in the database, with what they prove. What one file may have: bytes, pixels (a phone's
# largest camera makes 50 million; unpacked they take 200 MB), pages.
EVIDENCE_MOST_BYTES = env.number("EVIDENCE_MOST_MB", 12) * 1024 * 1024
EVIDENCE_MOST_PIXELS = env.number("EVIDENCE_MOST_PIXELS", 51_000_000)
EVIDENCE_MOST_PAGES = env.number("EVIDENCE_MOST_PAGES", 100)
# What is joined behind one cross-province pack; the rest is listed there and goes along by hand.
EVIDENCE_MOST_JOINED_BYTES = env.number("EVIDENCE_MOST_JOINED_MB", 60) * 1024 * 1024
EVIDENCE_MOST_JOINED_PAGES = env.number("EVIDENCE_MOST_JOINED_PAGES", 200)

INSTALLED_APPS = [
    "config.apps.LiandanAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its templates, which ours in templates/django/forms replace in part
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",  # before our apps, whose jobs it looks for
    "facilities",
    "manifests",
    "transport",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "transport.middleware.DriverPhoneMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.house",
            ],
            "builtins": ["facilities.templatetags.quantities"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "facilities.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True

# How long a process believes what it has read of the law's limits; a new one starts tomorrow at the earliest.
LIMITS_KEPT_SECONDS = 15

STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / ".liandan" / "static"))
STATICFILES_DIRS = [
    # Browser code that others wrote comes from npm at set-up (package.json, package-lock.json), file by file.
    (f"vendor/{package}", BASE_DIR / "node_modules" / folder)
    for package, folder in (
        ("d3-array", "d3-array/dist"),
        ("d3-path", "d3-path/dist"),
        ("d3-shape", "d3-shape/dist"),
        ("d3-sankey", "d3-sankey/dist"),
        ("zxing-wasm/es", "zxing-wasm/dist/es"),
        ("zxing-wasm/reader", "zxing-wasm/dist/reader"),
    )
    if (BASE_DIR / "node_modules" / folder).is_dir()
]
# Source maps are for a developer's tools; compressing them takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if env.switch("STATIC_HASHED", not DEBUG)
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# A plan's table has at most 200 lines of ten fields; a batch 999 containers, each with a box to tick. And a few more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2100

# Closed by default: nothing inline, nothing from elsewhere, nothing framed.
CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if not (DEBUG or LOCAL):
    SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# One cache for all processes, so that what is counted (tries to sign in) is counted once. In the database, because a
# repeated request's answer is kept in the same transaction as what it answers (facilities/api/repeats.py).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "liandan_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "facilities.api.authentication.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["facilities.api.parsing.ExactJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "facilities.api.paging.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "facilities.api.schema.HouseSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_RATES": {"sign_in": "10/min"},
    # How many proxies stand before us and add to X-Forwarded-For; what others wrote there is not believed.
    "NUM_PROXIES": env.number("PROXY_COUNT", 0 if (LOCAL or DEBUG) else 1),
    "EXCEPTION_HANDLER": "facilities.api.problems.problem_response",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Liandan API",
    "DESCRIPTION": (
        "Waste batches, manifests and their custody.\n\n"
        "**Signing in.** POST /api/token/ with account and password, then send “Authorization: Token …”. "
        "A browser that is signed in may use its session and sends the CSRF token with what it writes.\n\n"
        "**Writing.** Every change is an action with its own address; `allowed_actions` says which are open now. "
        "Send an Idempotency-Key with each, and a request may safely be sent again.\n\n"
        "**Values.** Kilograms are text with three decimals. Times are UTC with a Z; times sent need an offset.\n\n"
        "**Errors** are RFC 9457 problem documents with stable codes and every reason at once, "
        "in the language of Accept-Language (zh-hans or en)."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "displayRequestDuration": True},
    "ENUM_NAME_OVERRIDES": {
        "ManifestState": "config.api_names.MANIFEST_STATES",
        "BatchState": "config.api_names.BATCH_STATES",
        "ManifestKind": "manifests.models.Manifest.Kind",
        "PermitKind": "facilities.models.Permit.Kind",
        "StorageAreaKind": "facilities.models.StorageArea.Kind",
        "MethodKind": "facilities.models.DisposalMethod.Kind",
        "DeadlineKind": "facilities.deadline_kinds.DeadlineKind",
        "EvidenceKind": "facilities.models.Evidence.Kind",
        "ImportState": "facilities.models.SheetImport.State",
        "ImportRowState": "facilities.models.SheetRow.State",
        "CrossingState": "facilities.models.CrossingApplication.State",
        "CrossingStepKind": "manifests.api.crossing_forms.KINDS",
    },
}

# Jobs wait in the same database; what must be there at once never is one. Without a worker everything else goes on.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# Notices go out by mail only where a post office is named; in the house they are always delivered.
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.switch("EMAIL_USE_TLS", EMAIL_PORT == 587)
EMAIL_USE_SSL = env.switch("EMAIL_USE_SSL", EMAIL_PORT == 465)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "liandan@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
