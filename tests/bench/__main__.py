"""
The benchmarks, as ratios beside bare SQL and ogr2ogr in the same run:

    .venv/bin/python -m tests.bench [--assets 100000] [--only tiles,nearby,imports]

Each makes a database of its own beside the registry's and drops it at the end. Single times are this machine's; only the
ratios travel. Never part of the tests.
"""

import argparse
import os
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

ALL = ("tiles", "nearby", "imports")


def own_database(name: str) -> tuple[str, str]:
    """Make an empty database `name` on the registry's server; its URL, and the URL to drop it from."""
    base = os.environ.get("DATABASE_URL") or Path("var/database_url").read_text(encoding="utf-8").strip()
    with closing(psycopg2.connect(base)) as probe:
        probe.autocommit = True
        with probe.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(base)._replace(path=f"/{name}")), base


def main() -> int:
    """Build the city, run what was asked for, drop the city."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--assets", type=int, default=100_000)
    parser.add_argument("--only", default=",".join(ALL))
    parser.add_argument("--keep", action="store_true", help="leave the database for a look")
    chosen = parser.parse_args()
    name = f"bench_registry_{chosen.assets}"
    url, base = own_database(name)
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "gis_registry.settings"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    call_command("load_districts", verbosity=0)
    call_command("seed_city", assets=chosen.assets, seed=1)
    call_command("compact_tiles")
    with connections["default"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    try:
        for only in chosen.only.split(","):
            print(f"\n## {only}, a city of about {chosen.assets:,} assets\n", flush=True)
            if only == "imports":  # makes a database of its own, and is measured as processes
                command = [sys.executable, "-m", "tests.bench.imports", "--rows", str(chosen.assets)]
                subprocess.run(command, check=True)
            else:
                import_module(f"tests.bench.{only}").main(chosen.assets)
    finally:
        connections.close_all()
        if not chosen.keep:
            with closing(psycopg2.connect(base)) as probe:
                probe.autocommit = True
                with probe.cursor() as cursor:
                    cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
