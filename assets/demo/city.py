"""The synthetic city: how many neighbourhoods each district gets, and one district built after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from assets.demo import facilities, neighbourhoods, places, store, water_and_green
from assets.demo.frames import Frames
from assets.demo.layout import place_cells
from assets.registry.errors import DomainError
from assets.registry.history import acting
from assets.registry.models import District

ASSETS_PER_NEIGHBOURHOOD = 232
BATCH = 150  # neighbourhoods at once: some 35,000 assets in memory


class NoDistricts(DomainError):
    """There is no boundary to build a city in."""

    code = "no_districts"
    status = 409
    message = _("No district has a boundary yet: run manage.py load_districts first.")


@dataclass(frozen=True)
class Site:
    """A district to build in: its boundary as a shapely area in metres, its seat, its people and plants."""

    district: District
    boundary: shapely.Geometry
    seat_xy: tuple[float, float]
    people_10k: float
    plants: tuple[str, ...]


def sites() -> list[Site]:
    """The districts with boundaries; unknown ones are built about the middle of their shape."""
    known = {place.code: place for place in places.PLACES}
    found = []
    for district in District.objects.filter(level="district", boundary__isnull=False).order_by("code"):
        place = known.get(district.code)
        outline = district.boundary
        if outline is None:
            continue
        boundary = shapely.from_wkb(bytes(outline.wkb))
        middle = boundary.representative_point()
        seat = (middle.x, middle.y)
        if place:
            seat_point = Point(place.seat_lon, place.seat_lat, srid=4326)
            seat_point.transform(settings.REGISTRY_SRID)
            if boundary.contains(shapely.Point(seat_point.x, seat_point.y)):
                seat = (seat_point.x, seat_point.y)
        found.append(
            Site(district, boundary, seat, place.people_10k if place else 20, place.plants if place else ())
        )
    if not found:
        raise NoDistricts
    return found


def shares(found: list[Site], assets: int) -> list[int]:
    """Neighbourhoods for each site by its people, at least one; together worth `assets`."""
    total = max(len(found), round(assets / ASSETS_PER_NEIGHBOURHOOD))
    people = np.array([site.people_10k for site in found], dtype=float)
    exact = people / people.sum() * total
    given = np.maximum(1, np.floor(exact).astype(int))
    for index in np.argsort(np.floor(exact) - exact)[: max(0, total - given.sum())]:
        given[index] += 1
    return given.tolist()


@transaction.atomic
def seed_city(assets: int, seed: int, today: date, progress: Callable[[int], None] | None = None) -> int:
    """
    Build about `assets` assets, the same for the same seed, districts and day; returns how many were written.

    All or nothing. Memory is bounded by a batch of neighbourhoods. Raises NoDistricts.
    """
    written = 0
    store.prepare()
    frames = Frames(today=today, random=np.random.default_rng(seed))
    with acting(through="seed"):
        for site, count in zip(found := sites(), shares(found, assets), strict=True):
            for batch in _district(frames, site, count):
                written += batch
                if progress:
                    progress(written)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_asset")
    return written


def _district(frames: Frames, site: Site, count: int):
    """Build one district batch by batch, yielding how many assets each wrote."""
    random = frames.random
    name = site.district.name
    river = water_and_green.river(site.boundary, site.seat_xy, random)
    dry = site.boundary.buffer(-30)
    if river is not None:
        dry = dry.difference(river.buffer(20))
    cells = place_cells(dry, site.seat_xy, count, random)
    plant_xy = cells.centres[np.argmin(cells.centrality)] + cells.side_m * 0.5
    plant_name = site.plants[0] if site.plants else f"{name}污水处理厂"
    plant_id = facilities.plant_at(frames, plant_xy, plant_name, site.people_10k)

    onward = []
    receiving = str(random.choice(places.WATERS))
    for start in range(0, len(cells.centres), BATCH):
        part = slice(start, start + BATCH)
        onward.append(
            neighbourhoods.build(
                frames, cells.centres[part], cells.side_m, cells.angle, cells.centrality[part], receiving
            )
        )
        if start + BATCH < len(cells.centres):
            yield store.store(frames.collect())
    outlets = neighbourhoods.Outlets(
        *(np.concatenate([getattr(part, field) for part in onward]) for field in ("ids", "xy", "invert_m"))
    )
    facilities.interceptors(frames, outlets, plant_id, plant_xy)
    waters = water_and_green.canals(cells, site.seat_xy, random) + ([river] if river is not None else [])
    if waters:
        facilities.at_the_water(frames, waters, name)
    facilities.parks(frames, cells, name)
    facilities.waste(frames, cells, name)
    yield store.store(frames.collect())
