"""The WSGI application, for `servicepunkt serve` and any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicepunkt.settings")
application = get_wsgi_application()
