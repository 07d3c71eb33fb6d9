"""The entry point of asynchronous servers; nothing of the portal needs one today."""

import os

from django.core.asgi import get_asgi_application

from sponsors.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_asgi_application()
refuse_unsafe()
