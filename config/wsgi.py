"""The application server's way in."""

import os

from django.core.wsgi import get_wsgi_application

from config.postgres import ensure_running

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", "10")  # a pool pays only where threads serve requests
ensure_running()
application = get_wsgi_application()
