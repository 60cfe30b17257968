"""Settings: few, from the environment, read once. What a company tunes is in the handbook, not here."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

SRC = Path(__file__).resolve().parents[1]
HOME = SRC.parents[1]
env = os.environ
env.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Sums on one core: the same digits on every machine, and processes that share it don't wait for each other."""

DATA = Path(env.get("GUANJIA_DATA", HOME / "var"))
DEMO = env.get("GUANJIA_DEMO") == "1"
DEMO_CLOCK = DATA / "demo-clock.json" if DEMO else None
"""The demo's clock, and only the demo's, can be set; every process of it follows this file."""
DEBUG = env.get("GUANJIA_DEBUG") == "1"
SECRET_KEY = env.get("GUANJIA_SECRET", "")
SECRET_KEY_FALLBACKS = [one for one in env.get("GUANJIA_OLD_SECRETS", "").split(",") if one]
"""Secrets of before, so that what they signed or locked can still be read after a change."""
if not SECRET_KEY:
    if env.get("GUANJIA_PRODUCTION") == "1":
        raise ImproperlyConfigured("Set GUANJIA_SECRET to a long random text of your own.")
    SECRET_KEY = f"local-{secrets.token_urlsafe(50)}"
ALLOWED_HOSTS = env.get("GUANJIA_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "." in host]

ROOMS = [
    "places",
    "people",
    "workplace",
    "handbook",
    "promises",
    "conversations",
    "cases",
    "dispatch",
    "approvals",
    "repairs",
    "rounds",
    "routines",
    "breaches",
    "surveys",
    "insights",
    "channels",
]
DESKS = ["service", "field", "resident", "manager", "ops"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "guanjia.shared",
    *(f"guanjia.rooms.{room}" for room in ROOMS),
    *(f"guanjia.desks.{desk}" for desk in DESKS),
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "guanjia.shared.web.request_number",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guanjia.shared.web.who_acts",
    "guanjia.config.reading.asked_once",
    "guanjia.shared.web.bounded",
    "guanjia.shared.web.errors_as_pages",
]
ROOT_URLCONF = "guanjia.config.urls"
WSGI_APPLICATION = "guanjia.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home"
SIGN_IN_TRIES = int(env.get("GUANJIA_SIGN_IN_TRIES", "8"))
SIGN_IN_REST_MINUTES = int(env.get("GUANJIA_SIGN_IN_REST_MINUTES", "15"))
"""After so many wrong passwords a user name rests so long."""
SWEEP_LATE_MINUTES = 5
"""A sweep that has not ended for so long makes this house not ready: something holds the workers."""
CSRF_FAILURE_VIEW = "guanjia.shared.web.forged"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "guanjia.shared.templatetags.guanjia",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guanjia.shared.web.surroundings",
            ],
        },
    }
]


def _database(address: str) -> dict[str, object]:
    """Django's form of a PostgreSQL address (postgresql://user:password@host:port/name, host may be a folder)."""
    from urllib.parse import parse_qsl, unquote, urlsplit

    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "guanjia.shared.riding",
        "NAME": unquote(parts.path.lstrip("/")) or "guanjia",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASES = {"default": _database(env.get("DATABASE_URL", "postgresql:///guanjia"))}
LIVE_PORT = env.get("GUANJIA_LIVE_PORT", "")
"""Set by `serve` where no proxy stands before it: open pages then listen on this port of the same host."""
LIVE_DATABASE_URL = env.get("GUANJIA_LIVE_DATABASE_URL", "")
"""For the one connection that listens, where DATABASE_URL leads through a pool of transactions."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_ON_APP_READY = "guanjia.shared.apps.tell_queue"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [SRC / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_COOKIE_NAME = "language"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.get("GUANJIA_STATIC", HOME / "build" / "static"))
WHITENOISE_USE_FINDERS = True
FILES = DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
UPLOAD_BYTES_MOST = int(env.get("GUANJIA_UPLOAD_MB", "100")) * 1024 * 1024
"""Bytes of one request with its files; what one file may have says the handbook."""

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "guanjia.rooms.people.session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if env.get("GUANJIA_PRODUCTION") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"fields": {"()": "guanjia.shared.log.Fields"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "fields"}},
    "root": {"handlers": ["err"], "level": env.get("GUANJIA_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

WECHAT_API = env.get("GUANJIA_WECHAT_API", "https://api.weixin.qq.com")
"""Where customer messages are sent; the demo and the tests point it at a local double of the platform."""
PUBLIC_URL = env.get("GUANJIA_URL", "http://127.0.0.1:8000").rstrip("/")
"""Where residents' phones reach this house; stands before the links in messages."""
