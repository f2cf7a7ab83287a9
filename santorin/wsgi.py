"""The web server's door."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santorin.settings")

django = get_wsgi_application()
reverse(settings.LOGIN_URL)  # every address and view is read now, not while the first visitor waits
application = import_string(settings.PORTE)(django)
