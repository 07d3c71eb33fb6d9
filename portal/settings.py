"""Every setting of the portal, read from the environment alone (.env.example lists all)."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.core.exceptions import ImproperlyConfigured

from portal import environment as env
from portal import logs

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where we are -----------------------------------------------------------------------

ENVIRONMENT = env.choice("ENVIRONMENT", ("development", "test", "production"))
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.debug("DEBUG", allowed=not PRODUCTION)
SECRET_KEY = env.secret("SECRET_KEY", strong=PRODUCTION)
SITE_NAME = env.text("SITE_NAME", "Bone Tumor Portal")
SITE_URL = env.text("SITE_URL", None if PRODUCTION else "http://localhost:8000")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", None if PRODUCTION else "editors@example.org")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    (urlsplit(SITE_URL).hostname or "",)
    if PRODUCTION
    else ("localhost", "127.0.0.1", "testserver"),
)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# --- Applications -----------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.accounts.apps.AccountsConfig",
    "articles.apps.ArticlesConfig",
    "forums.apps.ForumsConfig",
    "sponsors.apps.SponsorsConfig",
    # Machina as engine (docs/adr/0007): models, permissions, read tracks; none of its pages.
    "forums.overrides.forum",
    "forums.overrides.forum_conversation",
    "forums.overrides.forum_member",
    "forums.overrides.forum_permission",
    "forums.overrides.forum_tracking",
    "machina.apps.forum_conversation.forum_polls",  # its tables alone: permissions import them
    "mptt",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "portal.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    # Elsewhere runserver and the tests serve static files as they lie in the checkout.
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if PRODUCTION else []),
    "sponsors.hearing.webhooks.door",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.permissions_policy",
    "django.middleware.http.ConditionalGetMiddleware",
    "portal.middleware.caching",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.last_seen",
    "forums.middleware.gate",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"

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
                "portal.context.site",
            ],
        },
    },
]

# --- Database, cache, files -------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        "CONN_MAX_AGE": env.integer("DATABASE_CONN_MAX_AGE", 60 if PRODUCTION else 0),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = {
    label: f"forums.machina_migrations.{label}"
    for label in (
        "forum",
        "forum_conversation",
        "forum_member",
        "forum_permission",
        "forum_polls",
        "forum_tracking",
    )
}

_CACHE_URL = env.text("CACHE_URL", "")
if _CACHE_URL and not find_spec("redis"):
    raise ImproperlyConfigured(
        "CACHE_URL needs the Python package redis, which requirements.txt does not bring."
    )
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _CACHE_URL,
    }
    if _CACHE_URL
    # Rate limits must hold across processes and restarts, so the database, not memory.
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # When full, a third is thrown away at random: nobody may flush the limits so.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / ".local" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / ".local" / "media")))
# What members attach to posts: no web server may reach it, forums/views/files.py asks first.
PRIVATE_MEDIA_ROOT = Path(
    env.text("PRIVATE_MEDIA_ROOT", str(BASE_DIR / ".local" / "private"))
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # a pasted page may be 5 MB

# Asking Crossref and PubMed about a DOI or PubMed number, from the admin alone.
REFERENCE_LOOKUP = env.flag("REFERENCE_LOOKUP")

# --- Accounts ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# One backend only: a second one would hash every wrong password twice.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ["email", "handle"]}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
MINIMUM_AGE = env.integer("MINIMUM_AGE", 16)
STAFF_NEED_SECOND_FACTOR = env.flag("STAFF_NEED_SECOND_FACTOR", default=PRODUCTION)
# Fernet keys for second factors at rest: the first encrypts, all decrypt. Outside
# production an empty list means a key derived from SECRET_KEY.
_keys = env.text("FIELD_ENCRYPTION_KEYS", None if PRODUCTION else "")
FIELD_ENCRYPTION_KEYS = [key.strip() for key in _keys.split(",") if key.strip()]

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"portal.accounts.forms.{form}"
    for name, form in (
        ("login", "LoginForm"),
        ("signup", "SignupForm"),
        ("add_email", "AddEmailForm"),
        ("change_password", "ChangePasswordForm"),
        ("set_password", "SetPasswordForm"),
        ("reset_password", "ResetPasswordForm"),
        ("reset_password_from_key", "ResetPasswordKeyForm"),
        ("reauthenticate", "ReauthenticateForm"),
        ("request_login_code", "RequestLoginCodeForm"),
        ("confirm_login_code", "ConfirmLoginCodeForm"),
        ("confirm_email_verification_code", "ConfirmEmailForm"),
        ("confirm_password_reset_code", "ConfirmPasswordResetCodeForm"),
    )
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = (
    None  # the handle is ours: it never identifies at log-in
)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PREVENT_ENUMERATION = True
# Codes, not links: only a code can travel to another device and still leave ``?next=`` here.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = (
    False  # offered only for new addresses: it tells
)
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Else the library's own limits hold. "feedback" is what readers write to the editors.
ACCOUNT_RATE_LIMITS = {
    "change_handle": "10/h/user",
    "feedback": "5/10m/ip,30/d/ip",
    # The forums, besides what forums/rules/trust.py allows newcomers.
    "forum_post": "6/m/user,60/h/user",
    "forum_preview": "60/m/user",
    "forum_files": "10/m/user,40/h/user",
    "forum_search": "20/m/user",
    "forum_report": "10/h/user,30/d/user",
    "forum_appeal": "5/d/user",
    "forum_ask": "10/10m/ip",
    "forum_unsubscribe": "30/m/ip",
    "data_download": "5/h/user",
    # Beginning to give, by network address (a ward or a school has one for all), by browser,
    # by person: who tests stolen cards does it often. Declined cards are counted apart, and
    # slow everybody down when there are many: declined.py, card_testing.py of sponsors/giving.
    "give_address": "40/10m/ip,300/d/ip",
    "give_session": "8/10m/key,30/d/key",
    "give_person": "8/10m/key,20/d/key",
    "give_slowly": "2/10m/ip",
    "giving_status": "60/m/ip",
    "plan_link": "30/m/ip",
    "plan_change": "20/10m/user",
    "sponsor_apply": "6/h/user,12/d/user",
    "sponsor_invite": "10/h/user,20/d/user",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"

MFA_ADAPTER = "portal.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    name: f"portal.accounts.second_factor_forms.{form}"
    for name, form in (
        ("authenticate", "AuthenticateForm"),
        ("reauthenticate", "ReauthenticateForm"),
        ("activate_totp", "ActivateTOTPForm"),
        ("login_webauthn", "LogInByPasskeyForm"),
        ("authenticate_webauthn", "AuthenticateByPasskeyForm"),
        ("reauthenticate_webauthn", "ReauthenticateByPasskeyForm"),
        ("add_webauthn", "AddPasskeyForm"),
        ("edit_webauthn", "RenamePasskeyForm"),
    )
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost while developing

USERSESSIONS_TRACK_ACTIVITY = True
# How many proxies of our own stand before the portal: they tell the visitor's address,
# which rate limits count by. nginx in front of gunicorn is one.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)

# --- Forums -----------------------------------------------------------------------------

MACHINA_FORUM_NAME = SITE_NAME
MACHINA_MARKUP_LANGUAGE: tuple[str, dict[str, object]] = ("forums.markup.render", {})
MACHINA_MARKUP_WIDGET = None  # a plain text box: stock machina loads a script from afar
MACHINA_POST_CONTENT_MAX_LENGTH = 20_000
MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE = 20
MACHINA_FORUM_TOPICS_NUMBER_PER_PAGE = 30
# What every member may do where no row of the permission editor says otherwise.
MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS = [
    "can_see_forum",
    "can_read_forum",
    "can_start_new_topics",
    "can_reply_to_topics",
    "can_edit_own_posts",
    "can_delete_own_posts",
    "can_download_file",
]

# --- Giving and sponsorship -------------------------------------------------------------

# Without a key nothing can be paid and the pages say so. sponsors/checks.py refuses keys,
# secrets and addresses that do not belong together.
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRETS")
# Of stripe 16.1; events of another version are refused.
STRIPE_API_VERSION = "2026-10-28.endive"
# The sandbox of a checkout, and only there.
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "")
# Least and most, in minor units, of a gift in each currency that is taken.
GIVING_LIMITS = env.amounts(
    "GIVING_LIMITS", "usd 500-2500000, eur 500-2500000, gbp 500-2500000"
)
# Refunds up to this much one person may make alone; in other currencies none.
REFUND_ALONE_UP_TO = env.amounts(
    "REFUND_ALONE_UP_TO", "usd 10000, eur 10000, gbp 10000"
)
FINANCE_EMAIL = env.text("FINANCE_EMAIL", CONTACT_EMAIL)
# Mail domains that say nothing about where somebody works, besides the large providers.
SHARED_MAIL_DOMAINS = env.words("SHARED_MAIL_DOMAINS")
# Whose wording stands on receipts; "uk" asks donors for a Gift Aid declaration, too.
TAX_SCHEME = env.choice("TAX_SCHEME", ("none", "us", "uk"), "none")
# Whose midnight ends the day, and the year, that a receipt names.
ORGANIZATION_TIME_ZONE = env.time_zone("ORGANIZATION_TIME_ZONE", "UTC")
# Who stands on receipts and invoices; sponsors/checks.py says what production must name.
ORGANIZATION_NAME = env.text("ORGANIZATION_NAME", "" if PRODUCTION else SITE_NAME)
ORGANIZATION_ADDRESS = env.text("ORGANIZATION_ADDRESS", "")
ORGANIZATION_TAX_ID = env.text("ORGANIZATION_TAX_ID", "")
ORGANIZATION_CHARITY_NUMBER = env.text("ORGANIZATION_CHARITY_NUMBER", "")
ORGANIZATION_VAT_ID = env.text("ORGANIZATION_VAT_ID", "")
ORGANIZATION_STATUS = env.text("ORGANIZATION_STATUS", "")
# In hundredths of a percent of the net price, contained in what sponsors pay: 1900 is 19 %.
INVOICE_VAT_RATE = env.integer("INVOICE_VAT_RATE", 0)
INVOICE_VAT_NOTE = env.text("INVOICE_VAT_NOTE", "")
# How long Stripe tries to take a payment that failed before it ends the plan: its Dashboard
# says it, under "Manage failed payments".
PLAN_GRACE_DAYS = env.integer("PLAN_GRACE_DAYS", 15)
PAYMENT_PAGES = (
    [STRIPE_API_BASE]
    if STRIPE_API_BASE
    else ["https://checkout.stripe.com", "https://billing.stripe.com"]
)

# --- Language and time ------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "portal.formats"
USE_TZ = True

# --- Mail -------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <{CONTACT_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DIR = Path(env.text("MAIL_DIR", str(BASE_DIR / ".local" / "mail")))
_SMTP: dict[str, object] = {
    "host": env.text("EMAIL_HOST", None if PRODUCTION else "localhost"),
    "port": env.integer("EMAIL_PORT", 587),
    "username": env.text("EMAIL_HOST_USER", ""),
    "password": env.text("EMAIL_HOST_PASSWORD", ""),
    "use_tls": env.flag("EMAIL_USE_TLS", default=True),
    "use_ssl": env.flag("EMAIL_USE_SSL"),
    "timeout": 20,
}
_MAIL_BACKEND, _MAIL_OPTIONS = {
    "development": ("filebased", {"file_path": str(MAIL_DIR)}),
    "test": ("locmem", {}),
    "production": ("smtp", _SMTP),
}[ENVIRONMENT]
if django.VERSION >= (6, 1):
    MAILERS = {
        "default": {
            "BACKEND": f"django.core.mail.backends.{_MAIL_BACKEND}.EmailBackend",
            "OPTIONS": _MAIL_OPTIONS,
        }
    }
else:
    EMAIL_BACKEND = f"django.core.mail.backends.{_MAIL_BACKEND}.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_DIR)
    EMAIL_HOST, EMAIL_PORT = _SMTP["host"], _SMTP["port"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SMTP["username"], _SMTP["password"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _SMTP["use_tls"], _SMTP["use_ssl"]
    EMAIL_TIMEOUT = _SMTP["timeout"]

# --- Background work --------------------------------------------------------------------

# Each app's `tasks.py` is found by itself; portal/jobs.py says how jobs behave.
PROCRASTINATE_WORKER_DEFAULTS = {"shutdown_graceful_timeout": 10}

# --- Security ---------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION
# Probes come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    # The proxy must set this header itself, and drop what the visitor sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION and env.flag(
    "HSTS_INCLUDE_SUBDOMAINS", default=True
)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'"],
        # What default-src does not cover.
        "base-uri": ["'none'"],
        # Forms whose answer leads to the payment page.
        "form-action": ["'self'", *(PAYMENT_PAGES if STRIPE_SECRET_KEY else [])],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "upgrade-insecure-requests": PRODUCTION,
    }
}
# Preloading HSTS is an irreversible promise that only the owner of the domain can make.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- Logs -------------------------------------------------------------------------------

LOGGING = logs.configuration(
    as_json=PRODUCTION, level=env.text("LOG_LEVEL", "INFO").upper()
)
