"""Five years of inspections, defects and work for the synthetic city, set-based, and a few drawn photos."""

import hashlib
import io
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection, transaction
from PIL import Image, ImageDraw

from assets.demo.store import SOURCE
from assets.registry.history import acting
from assets.registry.models import Asset
from assets.work.models import Inspection, Photo, WorkOrder

SQL = (Path(__file__).parent / "sql" / "records.sql").read_text(encoding="utf-8")
PHOTOS = 30


@transaction.atomic
def record_years(seed: int, today: date) -> dict[str, int]:
    """
    Give the city of source "demo" its past as seen from `today`; once, while it has none.

    Returns counts of inspections and work orders written.
    """
    with acting(through="seed"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        cursor.execute(SQL, {"seed": str(seed), "today": today, "source": SOURCE})
    counts = {
        "inspections": Inspection.objects.filter(through="seed").count(),
        "work_orders": WorkOrder.objects.filter(through="seed").count(),
    }
    return counts


def draw_photos(count: int = PHOTOS) -> int:
    """Drawn pictures, marked 演示 demo, for the newest inspections of the worst assets; none where some exist."""
    if Photo.objects.filter(through="seed").exists():
        return 0
    worst = (
        Inspection.objects.filter(through="seed", condition__gte=4)
        .select_related("asset")
        .order_by("-condition", "-inspected_at")[:count]
    )
    for inspection in worst:
        content = _picture(inspection.asset)
        photo = Photo(
            asset=inspection.asset,
            inspection=inspection,
            caption="演示图片 demo",
            taken_at=inspection.inspected_at,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            width=800,
            height=600,
            through="seed",
        )
        photo.file.save(f"demo-{inspection.asset.code}.jpg", ContentFile(content), save=False)
        thumbnail = Image.open(io.BytesIO(content))
        thumbnail.thumbnail((320, 320))
        small = io.BytesIO()
        thumbnail.save(small, "JPEG")
        photo.thumbnail.save(
            f"demo-{inspection.asset.code}-small.jpg", ContentFile(small.getvalue()), save=False
        )
        photo.save()
    return len(worst)


def _picture(asset: Asset) -> bytes:
    """A drawing of a pipe's inside or of a thing on a street, never to be taken for a photo."""
    grade = asset.condition or 3
    image = Image.new("RGB", (800, 600), (96, 104, 110))
    draw = ImageDraw.Draw(image)
    for ring in range(9):
        inset = ring * 32
        shade = 200 - ring * 20 - grade * 6
        draw.ellipse((100 + inset, 10 + inset, 700 - inset, 590 - inset), fill=(shade, shade - 6, shade - 16))
    for crack in range(grade * 2):
        east = 150 + (asset.pk * 37 + crack * 91) % 480
        north = 90 + (asset.pk * 53 + crack * 67) % 380
        draw.line((east, north, east + 70, north + 26, east + 55, north + 88), fill=(58, 32, 24), width=4)
    draw.rectangle((0, 540, 800, 600), fill=(11, 61, 89))
    draw.text((16, 556), f"DEMO  {asset.code}", fill=(255, 255, 255), font_size=28)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()
