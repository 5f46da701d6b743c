"""What is to be exported, judged: the words of a command, a form or an API call become an Order, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.exports import added
from assets.exports.added import AddedOrder
from assets.registry import filters
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed, NotAllowed
from assets.registry.filters import AssetFilter
from assets.registry.geojson import WGS84
from assets.registry.models import District, Role, User
from assets.registry.rights import Right, may, tied_paths
from assets.registry.scope import Scope, scope_of

# Format to the ending of its file, and the CRS it comes in where none is asked for ("city": REGISTRY_SRID).
FORMATS = {
    "gpkg": "city",
    "zip": "city",
    "geojson": "wgs84",
    "csv": "wgs84",
    "xlsx": "wgs84",
}
ENCODINGS = ("utf-8", "gbk")
# Formats whose texts may be in another encoding than UTF-8.
ENCODED = ("zip", "csv")
OPTIONS = ("format", "srid", "encoding")
LARGEST_SRID = 999_999


@dataclass(frozen=True)
class Order:
    """
    An export as it shall be: format, classes, filter, what its user may see, CRS (EPSG), encoding (utf-8, gbk).

    `districts`: labels of the districts that the user's own ties limit it to, None without a limit.
    """

    format: str
    classes: tuple[str, ...]
    wanted: AssetFilter
    scope: Scope
    srid: int
    encoding: str
    districts: str | None = None

    @property
    def as_of(self) -> datetime | None:
        """The moment asked about, None for now."""
        return self.wanted.as_of

    @property
    def kept(self) -> dict[str, str]:
        """The words that ask for the same again."""
        return {**self.wanted.given, "srid": str(self.srid), "encoding": self.encoding}

    @property
    def file_name(self) -> str:
        """Says what is in it: the class or "assets", the district, the day it tells of."""
        given = self.wanted.given
        parts = [
            self.classes[0] if len(self.classes) == 1 else "assets",
            given.get("district", ""),
            (given.get("as_of") or timezone.localdate().isoformat())[:10],
        ]
        return f"{'_'.join(part for part in parts if part)}.{self.format}"


def formats() -> list[str]:
    """The words of `format`: the formats of this room, and those that upper rooms added."""
    return [*FORMATS, *added.FORMATS]


def machine_administrator() -> User:
    """Who acts at the machine's own command line: everything may be seen there."""
    return User(username="", role=Role.ADMINISTRATOR)


def judge(words: Mapping[str, str], user) -> Order | AddedOrder:
    """
    The order that `words` ask for: the filters of the asset list, and `format`, `srid`, `encoding`; for an added format
    the words that it takes.

    Raises NotAllowed without the right to export, Malformed naming the word that cannot be used.
    """
    if not may(user, Right.EXPORT):
        raise NotAllowed
    form = words.get("format", "")
    if form in added.FORMATS:
        given = {name: text for name, text in words.items() if name != "format"}
        return added.FORMATS[form].judge(filters.read(given, set(added.FORMATS[form].words)), user)
    given = {name: text for name, text in words.items() if name not in OPTIONS}
    wanted = filters.parse(given, user)
    if form not in FORMATS:
        raise Malformed("format", _("one of %s") % ", ".join(formats()))
    scope = scope_of(user)
    return Order(
        format=form,
        classes=_classes(wanted, scope),
        wanted=wanted,
        scope=scope,
        srid=_srid(words.get("srid"), form),
        encoding=_encoding(words.get("encoding"), form),
        districts=tied_districts(user),
    )


def _classes(wanted: AssetFilter, scope: Scope) -> tuple[str, ...]:
    """The classes asked for, in the catalogue's order, as far as they may be seen."""
    asked = wanted.classes()
    chosen = CATALOGUE if asked is None else asked
    visible = CATALOGUE if scope.classes is None else scope.classes
    return tuple(name for name in CATALOGUE if name in chosen and name in visible)


def _srid(text: str | None, form: str) -> int:
    if not text:
        return settings.REGISTRY_SRID if FORMATS[form] == "city" else WGS84
    expected = _("the EPSG number of a coordinate system, like 4548 or 4326")
    text = str(text).strip()
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= LARGEST_SRID:
        raise Malformed("srid", expected)
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM spatial_ref_sys WHERE srid = %s)", [int(text)])
        if not cursor.fetchone()[0]:
            raise Malformed("srid", expected)
    return int(text)


def _encoding(text: str | None, form: str) -> str:
    text = (text or ENCODINGS[0]).lower()
    if text not in ENCODINGS:
        raise Malformed("encoding", _("one of %s") % ", ".join(ENCODINGS))
    if text != ENCODINGS[0] and form not in ENCODED:
        raise Malformed("encoding", _("utf-8 for this format; gbk is for shapefiles and CSV"))
    return text


def tied_districts(user) -> str | None:
    """The labels of the districts whose assets alone the user may see."""
    paths = tied_paths(user)
    if not paths:
        return None
    return ", ".join(unit.label for unit in District.objects.filter(tree_path__in=paths).order_by("code"))
