"""All settings in one place, read from the environment and `.env`; nonsense fails loudly at the start.

The platforms' limits are the planning values of November 2026; each can be set, and 0 means "no limit of ours".
"""

import os
from datetime import timedelta
from pathlib import Path

import environ

from prism.desk import UNFOLD  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(os.environ.get("PRISM_ENV_FILE", BASE_DIR / ".env"))


def _number(name: str, default: int) -> int:
    """A whole number; an empty one is 0."""
    return 0 if env(name, default=str(default)) == "" else env.int(name, default)


# --- The program ------------------------------------------------------------------------------------------------------
VERSION = "1.0.0"
SECRET_KEY = env("SECRET_KEY")
DEBUG = env.bool("DEBUG", False)
PORT = env.int("PORT", 5000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SILENCED_SYSTEM_CHECKS = env.list("SILENCED_CHECKS", default=[])  # notices of `manage.py check` that are settled
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "data")))

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "django_q",
    "axes",
    "scoring",
    "leads",
    "outreach",
    "enrichment",
    "prism",
]

MIDDLEWARE = [
    "prism.middleware.named",
    "prism.middleware.open_to_origins",
    "prism.middleware.api_refuses_in_json",
    "prism.bodies.whole_bodies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prism.middleware.reload_when_logged_out",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "prism.urls"
WSGI_APPLICATION = "prism.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Rows and cache ---------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'prism.db'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Stock SQLite answers "database is locked" to half of all concurrent writers; with these it answers none.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- The queue --------------------------------------------------------------------------------------------------------
# retry runs from the moment a task is pulled, so it must outlast the wait in the pool too (see prism.checks).
Q_CLUSTER = {
    "name": "prism",
    "orm": "default",
    "workers": env.int("WORKERS", 6),
    "queue_limit": env.int("WORKERS", 6),
    "bulk": 1,
    "poll": 0.5,
    "timeout": 60,
    "retry": 300,
    "max_attempts": 1,
    "ack_failures": True,
    "recycle": 200,
    "max_rss": 300_000,
    "catch_up": False,
    "save_limit": 1000,
    "log_level": "WARNING",
}
WORKER_STALE_SECONDS = env.int("WORKER_STALE_SECONDS", 60)  # no task ended for so long: the cluster is replaced
WORKER_GRACE_SECONDS = env.int("WORKER_GRACE_SECONDS", 120)  # to finish what was pulled when told to stop

# --- The four platforms -----------------------------------------------------------------------------------------------
CONTACT = env("CONTACT", default="")  # a URL or address in the User-Agent; MusicBrainz requires one
DEBUG_API_CALLS = env.bool("DEBUG_API_CALLS", False)

MUSICBRAINZ_ON = env.bool("MUSICBRAINZ_ON", True)  # needs no key
MUSICBRAINZ_URL = env("MUSICBRAINZ_URL", default="https://musicbrainz.org")
MUSICBRAINZ_INTERVAL = env.float("MUSICBRAINZ_INTERVAL", 1.1)  # seconds between calls; 0 for a mirror of your own
MUSICBRAINZ_TAGS = env.bool("MUSICBRAINZ_TAGS", False)  # tags are CC BY-NC-SA: as genres only with an agreement

SPOTIFY_API_URL = env("SPOTIFY_API_URL", default="https://api.spotify.com")
SPOTIFY_ACCOUNTS_URL = env("SPOTIFY_ACCOUNTS_URL", default="https://accounts.spotify.com")
SPOTIFY_CLIENT_ID = env("SPOTIFY_CLIENT_ID", default="")
SPOTIFY_CLIENT_SECRET = env("SPOTIFY_CLIENT_SECRET", default="")
SPOTIFY_EXTENDED = env.bool("SPOTIFY_EXTENDED", False)  # extended quota mode: labels, followers, batches of ids
SPOTIFY_INTERVAL = env.float("SPOTIFY_INTERVAL", 1.05)
SPOTIFY_DAILY_BUDGET = env.int("SPOTIFY_DAILY_BUDGET", 600)  # calls in a rolling 24 h
SPOTIFY_RETENTION_DAYS = env.int("SPOTIFY_RETENTION_DAYS", 30)
SPOTIFY_MARKET = env("SPOTIFY_MARKET", default="NZ")

YOUTUBE_URL = env("YOUTUBE_URL", default="https://youtube.googleapis.com")
YOUTUBE_API_KEY = env("YOUTUBE_API_KEY", default="")
YOUTUBE_INTERVAL = env.float("YOUTUBE_INTERVAL", 0.1)
YOUTUBE_DAILY_UNITS = env.int("YOUTUBE_DAILY_UNITS", 10_000)
YOUTUBE_DAILY_SEARCHES = env.int("YOUTUBE_DAILY_SEARCHES", 100)
YOUTUBE_DAILY_STATS = env.int("YOUTUBE_DAILY_STATS", 10_000)
YOUTUBE_BATCH_STATS = env.bool("YOUTUBE_BATCH_STATS", True)  # videos.batchGetStats; off falls back to videos.list
YOUTUBE_RETENTION_DAYS = env.int("YOUTUBE_RETENTION_DAYS", 30)
YOUTUBE_DERIVED_METRICS = env.bool("YOUTUBE_DERIVED_METRICS", True)

LASTFM_URL = env("LASTFM_URL", default="https://ws.audioscrobbler.com")
LASTFM_API_KEY = env("LASTFM_API_KEY", default="")
LASTFM_INTERVAL = env.float("LASTFM_INTERVAL", 1.05)

ANALYSIS_FRESH_HOURS = env.int("ANALYSIS_FRESH_HOURS", 24)

# --- Uploads ----------------------------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
QUEUE_MAX_ROWS = env.int("QUEUE_MAX_ROWS", 500_000)

# --- Exports ----------------------------------------------------------------------------------------------------------
EXPORT_INLINE_ROWS = env.int("EXPORT_INLINE_ROWS", 5000)  # made at once; more is work for the worker
EXPORT_PDF_INLINE_ROWS = env.int("EXPORT_PDF_INLINE_ROWS", 500)
EXPORT_PDF_ROWS = env.int("EXPORT_PDF_ROWS", 2000)  # nobody reads more pages, and they take 150 kB of memory a lead
EXPORT_KEEP_DAYS = env.int("EXPORT_KEEP_DAYS", 7)

# --- People -----------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a colleague at the same address still gets in
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "prism.callers.address"
CSRF_FAILURE_VIEW = "prism.api.handlers.csrf_failure"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"

# --- The API ----------------------------------------------------------------------------------------------------------
# Calls a minute by one token or user (anonymous: by one address); 0 or empty is no limit.
API_THROTTLE_READ = _number("API_THROTTLE_READ", 600)
API_THROTTLE_WRITE = _number("API_THROTTLE_WRITE", 120)
API_THROTTLE_TEST = _number("API_THROTTLE_TEST", 10)
API_THROTTLE_ANONYMOUS = _number("API_THROTTLE_ANONYMOUS", 60)
WEB_THREADS = 4  # of each web process; at most half of them hold a request that waits for an analysis
MAX_BULK_ISRCS = env.int("MAX_BULK_ISRCS", 10_000)
CORS_ORIGINS = env.list("CORS_ORIGINS", default=[])
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["prism.api.auth.TokenAuthentication", "prism.api.auth.StaffSession"],
    "DEFAULT_PERMISSION_CLASSES": ["prism.api.permissions.AsNamed"],
    "DEFAULT_THROTTLE_CLASSES": ["prism.api.throttles.PerCaller"],
    "DEFAULT_PARSER_CLASSES": ["prism.api.reading.StrictJSON"],
    "DEFAULT_RENDERER_CLASSES": ["prism.api.writing.JSON"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "prism.api.writing.AlwaysJSON",
    "DEFAULT_SCHEMA_CLASS": "prism.api.schema.Described",
    "EXCEPTION_HANDLER": "prism.api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "NUM_PROXIES": 1 if env.bool("BEHIND_PROXY", False) else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Prism Analytics Engine",
    "DESCRIPTION": "Independent artists behind a list of ISRCs: who they are, why to call them, and what was said.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["prism.api.finishing.without_slash"],
    "POSTPROCESSING_HOOKS": ["prism.api.finishing.finished"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Words, time, files -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-nz"
LANGUAGES = [("en-nz", "English (New Zealand)")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["prism.formats"]  # Django has none for New Zealand
TIME_ZONE = "Pacific/Auckland"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "files"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "prism.request_ids.WithRequestId"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {request_id} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "prism.calls": {"level": "INFO" if DEBUG_API_CALLS else "WARNING"},
        # It warns of every character that no font here has. Without a handler it would set its own level.
        "weasyprint": {"level": "ERROR", "handlers": ["console"], "propagate": False},
    },
}
