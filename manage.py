#!/usr/bin/env python
"""The command line of the registry: `manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    """Run a management command with the registry's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_registry.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
