"""
The benchmarks, as ratios beside bare SQL, ogr2ogr, django-vectortiles, tipg and nginx in the same run:

    .venv/bin/python -m tests.bench [--assets 100000] [--only tiles,tile_peers,serving,districts,edits,nearby,traces,imports]

Makes a database of its own beside the registry's and drops it at the end; with --keep it stays, and the next run with
--keep takes it as it is. Single times are this machine's; only the ratios travel. Never part of the tests.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

ALL = ("tiles", "tile_peers", "serving", "districts", "edits", "nearby", "traces", "imports")


def own_database(assets: int, keep: bool) -> tuple[str, str, str, bool]:
    """An empty database on the registry's server, or the one kept: its name, its URL, the URL to drop it from, whether kept."""
    base = os.environ.get("DATABASE_URL") or Path("var/database_url").read_text(encoding="utf-8").strip()
    name = f"bench_{urlsplit(base).path.strip('/')}_{assets}"
    url = urlunsplit(urlsplit(base)._replace(path=f"/{name}"))
    with closing(psycopg2.connect(base)) as probe:
        probe.autocommit = True
        with probe.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [name])
            if keep and cursor.fetchone()[0]:
                return name, url, base, True
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return name, url, base, False


def main() -> int:
    """Build the city, run what was asked for, drop the city."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--assets", type=int, default=100_000)
    parser.add_argument("--only", default=",".join(ALL))
    parser.add_argument("--keep", action="store_true", help="leave the database, and take the one left")
    chosen = parser.parse_args()
    name, url, base, kept = own_database(chosen.assets, chosen.keep)
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "gis_registry.settings"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    if not kept:
        began = time.monotonic()
        call_command("load_districts", verbosity=0)
        call_command("seed_city", assets=chosen.assets, seed=1)
        call_command("compact_tiles")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(
            f"the city was built in {time.monotonic() - began:.0f} s; {peak} MB of memory at most", flush=True
        )
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
