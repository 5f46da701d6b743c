"""
The nearest twenty through the API's view, beside the bare index query: same run, same places, taken in turns.

Bare SQL: ids by `geometry <-> point` of every asset, no rights, no classes, no direction. The promise is on the
difference of the medians: the view's login, rights, statement and JSON within five milliseconds of it.
"""

import random
import statistics
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.test import Client

from assets.registry.models import Role, User

PLACES = 40
ROUNDS = 5
LIMIT = 20
PROMISED_MS = 5.0
# Where people stand: near an asset, up to some 100 m off it.
STANDING = """
SELECT ST_X(place), ST_Y(place) FROM (
    SELECT ST_Transform(ST_Translate(ST_PointOnSurface(geometry), %(off)s, %(off)s), 4326) AS place
      FROM registry_asset
     WHERE id = ANY (%(ids)s)
) standing
"""
BARE = """
SELECT id FROM registry_asset
 ORDER BY geometry <-> ST_Transform(ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(srid)s)
 LIMIT %(limit)s
"""
CASES = (
    ("all classes", ""),
    ("manholes", "&asset_class=manhole"),
    ("parks (few)", "&asset_class=park"),
    ("treatment plants (hardly any)", "&asset_class=treatment_plant"),
    ("within 200 m", "&radius_m=200"),
)


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def bare(lon: float, lat: float) -> list[int]:
    """Ids of the nearest by the bare statement."""
    parameters = {"lon": lon, "lat": lat, "srid": settings.REGISTRY_SRID, "limit": LIMIT}
    with connection.cursor() as cursor:
        cursor.execute(BARE, parameters)
        return [row[0] for row in cursor.fetchall()]


def standing_places() -> list[tuple[float, float]]:
    """Longitudes and latitudes of PLACES places near assets, the same for the same city."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM registry_asset")
        lowest, highest = cursor.fetchone()
        chosen = random.Random(1)
        ids = [chosen.randint(lowest, highest) for _ in range(PLACES * 2)]  # ids have gaps
        cursor.execute(STANDING, {"off": chosen.uniform(10, 100), "ids": ids})
        return cursor.fetchall()[:PLACES]


def main(assets: int) -> None:
    """Print the table: medians of the view and of the bare SQL, the slowest view, ratio and difference."""
    user, _made = User.objects.get_or_create(username="bench", role=Role.PLANNER)
    client = Client()
    client.force_login(user)
    places = standing_places()
    print("| asked for | view (ms) | slowest (ms) | bare KNN (ms) | view / bare | view - bare (ms) |")
    print("| --- | --- | --- | --- | --- | --- |")
    for title, filters in CASES:
        view, plain = [], []
        for round_number in range(ROUNDS + 1):
            for lon, lat in places:
                address = f"/api/v1/assets/nearby/?lon={lon}&lat={lat}&limit={LIMIT}{filters}"
                answer = milliseconds(lambda at=address: succeed(client, at))
                bare_answer = milliseconds(lambda lon=lon, lat=lat: bare(lon, lat))
                if round_number:  # the first round warms caches
                    view.append(answer)
                    plain.append(bare_answer)
        through, alone = statistics.median(view), statistics.median(plain)
        kept = "" if through - alone <= PROMISED_MS else f" (promised: {PROMISED_MS:g})"
        print(
            f"| {title} | {through:.2f} | {max(view):.1f} | {alone:.2f} | {through / alone:.1f} "
            f"| {through - alone:.2f}{kept} |",
            flush=True,
        )


def succeed(client: Client, address: str) -> None:
    """Ask; a refusal is no measurement."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code} {answer.content[:200]!r}")
