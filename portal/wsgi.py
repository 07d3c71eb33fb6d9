"""The entry point of web servers (gunicorn portal.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

from sponsors.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
refuse_unsafe()
