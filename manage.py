#!/usr/bin/env python
"""Run a Liandan command; with no DATABASE_URL the private PostgreSQL is started first."""

import os
import sys

from config.postgres import PostgresFailed, ensure_running

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        ensure_running()
    except PostgresFailed as failure:
        sys.exit(str(failure))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
