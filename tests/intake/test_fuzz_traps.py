"""
Files that would have the reader look elsewhere, fill the disk or the memory, or never end: nothing of that happens.

Whatever stands in them, no byte leaves the machine: a server that listens here hears of nobody, though for these tests
the kernel's own shutting off of the network is not relied on.
"""

import io
import json
import socketserver
import sqlite3
import stat
import struct
import threading
import zipfile
import zlib

import pytest

from assets.intake.readers import archives
from tests.intake import fuzz_files
from tests.intake.fuzzing import UNPACKED_BYTES, Readers, zipped

SECRET = "the-secret-of-another-file"


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    readers = Readers(tmp_path_factory.mktemp("readers"), with_network=True)
    yield readers
    readers.close()


@pytest.fixture
def listening():
    """A server on this machine: `url`, and what it heard in `heard`."""
    heard: list[bytes] = []

    class Ear(socketserver.BaseRequestHandler):
        def handle(self):
            heard.append(self.request.recv(1000))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.heard = heard
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


@pytest.fixture
def secret(tmp_path):
    """A file on this machine that is none of the survey's business."""
    path = tmp_path / "secret.csv"
    path.write_text(f"管点编号,lon,lat\n{SECRET},116.7,23.4\n", encoding="utf-8")
    return path


def vrt(source: str) -> str:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource relativeToVRT="0">{source}</SrcDataSource>'
        "<SrcLayer>secret</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    )


def geojson(crs: dict) -> bytes:
    feature = {
        "type": "Feature",
        "properties": {"a": 1},
        "geometry": {"type": "Point", "coordinates": [116.7, 23.4]},
    }
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}).encode()


def gml(inside: str = "", head: str = "", root: str = "", name: str = "x") -> bytes:
    return f"""<?xml version="1.0"?>{head}
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {root}>
<gml:featureMember><ogr:a gml:id="a.1"><ogr:name>{name}</ogr:name>
<ogr:geometryProperty><gml:Point srsName="EPSG:4326"><gml:pos>23.4 116.7</gml:pos></gml:Point></ogr:geometryProperty>{inside}
</ogr:a></gml:featureMember></ogr:FeatureCollection>""".encode()


def kml(inside: str, head: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>P1</name><Point><coordinates>116.7,23.4</coordinates></Point></Placemark>{inside}</Document></kml>""".encode()


def traps(url: str, path: str) -> dict[str, tuple[str, bytes]]:
    """Name of each trap, and the file: pointing at a server and at a file of this machine."""
    curl = f"/vsicurl/{url}/a"
    external = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{url}/dtd"><!ENTITY y SYSTEM "file://{path}">]>'
    wfs = f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>"
    made = {
        "a VRT's text as GeoJSON": ("a.geojson", vrt(path).encode()),
        "a VRT's text as CSV": ("a.csv", vrt(curl).encode()),
        "a VRT's text as KML": ("a.kml", vrt(curl).encode()),
        "a VRT's text as GML": ("a.gml", vrt(path).encode()),
        "a WFS's text as GML": ("a.gml", wfs.encode()),
        "an address as JSON": ("a.json", f'"{url}/a.geojson"'.encode()),
        "a path as JSON": ("a.json", curl.encode()),
        "a CRS by link": ("a.geojson", geojson({"type": "link", "properties": {"href": f"{url}/crs", "type": "proj4"}})),
        "a CRS by address": ("a.geojson", geojson({"type": "url", "properties": {"url": f"{url}/crs"}})),
        "a CRS by name of an address": ("a.geojson", geojson({"type": "name", "properties": {"name": f"{url}/crs"}})),
        "a GML schema elsewhere": ("a.gml", gml(root=f'xsi:schemaLocation="http://ogr.maptools.org/ {url}/a.xsd"')),
        "a GML schema in a file": ("a.gml", gml(root=f'xsi:schemaLocation="http://ogr.maptools.org/ {path}"')),
        "a GML link": ("a.gml", gml(inside=f'<ogr:other xlink:href="{url}/a#b"/>')),
        "a GML CRS by address": ("a.gml", gml().replace(b"EPSG:4326", f"{url}/crs".encode())),
        "entities outside, GML": ("a.gml", gml(head=external, name="&x;&y;")),
        "entities outside, KML": ("a.kml", kml("<Placemark><name>&x;&y;</name></Placemark>", external)),
        "a KML network link": ("a.kml", kml(f"<NetworkLink><Link><href>{url}/a.kml</href></Link></NetworkLink>")),
        "a KML style elsewhere": ("a.kml", kml(f"<Placemark><styleUrl>{url}/s.kml#a</styleUrl></Placemark>")),
        "a .prj of an address": ("a.zip", zipped({**fuzz_files.shapefile(), "survey.prj": f"{url}/crs".encode()})),
        "a .prj with grids elsewhere": ("a.zip", zipped({**fuzz_files.shapefile(), "survey.prj": f"+proj=longlat +nadgrids={curl} +type=crs".encode()})),
        "companions that point elsewhere": ("a.zip", zipped({
            "a.csv": b"lon,lat\n116.7,23.4\n", "a.csvt": b"WKT", "a.vrt": vrt(path).encode(), "a.prj": f"{url}".encode(),
        })),
        "a GeoPackage that calls out": ("a.gpkg", geopackage(
            f"SELECT 1 AS fid, NULL AS geom, ogr_geocode('x', '{url}') AS a, gdal_get_pixel_value('{curl}', 1, 'georef', 1, 1) AS b")),
        "a GeoPackage that reads a file": ("a.gpkg", geopackage(f"SELECT 1 AS fid, NULL AS geom, readfile('{path}') AS a")),
        "a GeoPackage that loads code": ("a.gpkg", geopackage("SELECT 1 AS fid, NULL AS geom, load_extension('/tmp/x.so') AS a")),
        "a workbook linked elsewhere": ("a.xlsx", workbook(f"{url}/a.xlsx")),
    }  # fmt: skip
    return made


def geopackage(view: str) -> bytes:
    """A GeoPackage whose layer is a view."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(fuzz_files.file("gpkg"))
        database = sqlite3.connect(path)
        table = database.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute(f'ALTER TABLE "{table}" RENAME TO hidden')
        database.execute(f'CREATE VIEW "{table}" AS {view}')
        database.commit()
        database.close()
        return path.read_bytes()


def workbook(link: str) -> bytes:
    body = io.BytesIO(fuzz_files.file("xlsx"))
    with zipfile.ZipFile(body, "a") as book:
        book.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Target="{link}" TargetMode="External"/></Relationships>',
        )
    return body.getvalue()


def test_no_file_has_the_reader_look_elsewhere(readers, listening, secret):
    came = 0
    for trap, (name, body) in traps(listening.url, str(secret)).items():
        outcome = readers.read(name, body)
        came += bool(outcome.layers)
        everything = repr(outcome.layers) + "".join(map(repr, outcome.rows))
        assert SECRET not in everything, trap
        assert listening.heard == [], trap
    assert came > 5, "some are read, without what they point at"


def test_the_ear_hears(listening):
    import urllib.request

    with pytest.raises(OSError):
        urllib.request.urlopen(listening.url, timeout=2)
    assert listening.heard


def test_a_view_that_never_ends_is_stopped(readers, monkeypatch):
    endless = geopackage(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n"
    )
    monkeypatch.setattr("tests.intake.fuzzing.PATIENCE_S", 2)
    monkeypatch.setattr("tests.intake.fuzzing.STANDING_STILL_IS_TOLD", True)
    outcome = readers.read("a.gpkg", endless)
    assert {refusal.code for refusal in outcome.refusals} <= {
        "reader_stalled",
        "reader_died",
        "reader_failed",
        "no_layer",
    }
    assert outcome.refusals


def laughs(depth: int = 12) -> str:
    entities = "".join(f'<!ENTITY l{number + 1} "{f"&l{number};" * 10}">' for number in range(depth))
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]>'


@pytest.mark.parametrize("name", ["a.kml", "a.gml", "a.xlsx"])
def test_entities_that_grow(readers, name):
    if name == "a.kml":
        body = kml("<Placemark><name>&l12;</name></Placemark>", laughs())
    elif name == "a.gml":
        body = gml(head=laughs(), name="&l12;")
    else:
        with zipfile.ZipFile(io.BytesIO(fuzz_files.file("xlsx"))) as book:
            inside = {part: book.read(part) for part in book.namelist()}
        text = inside["xl/sharedStrings.xml"].decode()
        declared, rest = text.split("?>", 1)
        inside["xl/sharedStrings.xml"] = (
            declared + "?>" + laughs() + rest.replace("<t>", "<t>&l12;", 1)
        ).encode()
        body = zipped(inside)
    outcome = readers.read(name, body)
    assert all(len(rows or b"") < 1 << 20 for rows in outcome.rows)


def stored(name: str, packed: bytes, size: int, crc: int, offset: int) -> tuple[bytes, bytes]:
    """A member's local head with its bytes, and its entry in the directory: both as told, true or not."""
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + fields + name.encode() + packed
    central = (
        b"PK\x01\x02"
        + struct.pack("<H", 20)
        + fields
        + struct.pack("<HHHII", 0, 0, 0, 0, offset)
        + name.encode()
    )
    return local, central


def archive_of(members: list[tuple[str, bytes, int, int]], overlapping: bool) -> bytes:
    """An archive of (name, deflated bytes, told size, crc); overlapping: each entry of the directory names the first one's bytes."""
    body, directory = b"", b""
    for name, packed, size, crc in members:
        if overlapping and body:
            directory += stored(name, packed, size, crc, 0)[1]
            continue
        local, central = stored(name, packed, size, crc, len(body))
        body, directory = body + local, directory + central
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def zeros(megabytes: int) -> tuple[bytes, int, int]:
    raw = bytes(megabytes << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(raw) + packer.flush(), len(raw), zlib.crc32(raw)


@pytest.mark.parametrize("overlapping", [False, True])
def test_many_harmless_members_are_one_bomb(tmp_path, overlapping):
    packed, size, crc = zeros(30)
    body = archive_of([(f"{number}.dbf", packed, size, crc) for number in range(40)], overlapping)
    assert len(body) < 2 << 20
    (tmp_path / "a.zip").write_bytes(body)
    with pytest.raises(archives.Unsafe) as refused:
        archives.unpack(tmp_path / "a.zip", tmp_path / "out")
    assert refused.value.code in ("archive_bomb", "archive_damaged")
    assert not (tmp_path / "out").exists()


def test_a_member_that_tells_less_than_it_holds(tmp_path, readers):
    packed, size, crc = zeros(20)
    outcome = readers.read("a.zip", archive_of([("a.dbf", packed, 1000, crc)], False))
    assert [refusal.code for refusal in outcome.refusals] == ["archive_damaged"] or outcome.refusals[
        0
    ].code == "archive_bomb"
    assert size > 1000


def test_an_archive_in_an_archive_is_not_opened(readers):
    inner = zipped(fuzz_files.shapefile())
    for _ in range(20):
        inner = zipped({"a.zip": inner})
    assert [refusal.code for refusal in readers.read("a.zip", inner).refusals] == ["no_layer"]


def test_a_workbook_that_is_a_bomb(readers):
    packed, size, crc = zeros(250)
    with zipfile.ZipFile(io.BytesIO(fuzz_files.file("xlsx"))) as book:
        members = [
            (
                part,
                zlib.compress(book.read(part), wbits=-15),
                len(book.read(part)),
                zlib.crc32(book.read(part)),
            )
            for part in book.namelist()
            if part != "xl/sharedStrings.xml"
        ]
    outcome = readers.read(
        "a.xlsx", archive_of([*members, ("xl/sharedStrings.xml", packed, size, crc)], False)
    )
    assert size > UNPACKED_BYTES
    assert [refusal.code for refusal in outcome.refusals] == ["archive_too_large"]


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../etc/passwd", "a.shp"])
def test_a_link_in_an_archive(readers, target):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        link = zipfile.ZipInfo("survey.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, target)
    assert [refusal.code for refusal in readers.read("a.zip", body.getvalue()).refusals] == [
        "archive_unsafe_path"
    ]


@pytest.mark.parametrize(
    "name, body",
    [
        ("a.geojson", b"[" * 100_000),
        ("a.geojson", b'{"type":"GeometryCollection","geometries":[' * 20_000),
        ("a.geojson", b'{"type":"Feature","properties":' + b'{"a":' * 50_000),
        ("a.kml", b"<kml><Document>" + b"<Folder>" * 50_000),
        ("a.gml", b"<a>" * 100_000),
        ("a.csv", b"lon,lat" + b",a" * 300_000 + b"\n1,2\n"),
        ("a.csv", b'lon,lat,a\n116.7,23.4,"' + b"x" * 5_000_000),
        ("a.csv", b"lon;lat\n" + b"116.7;23.4\n" * 200_000),
        ("a.dxf", b"0\nSECTION\n2\nENTITIES\n" + b"0\nINSERT\n2\nA\n" * 20_000),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:12].decode(),
)
def test_deep_wide_and_long(readers, name, body):
    outcome = readers.read(name, body)
    assert outcome.layers or outcome.refusals


def test_too_many_columns_are_told(readers):
    header = ",".join(["lon", "lat", *(f"c{number}" for number in range(500))])
    outcome = readers.read("a.csv", (header + "\n116.7,23.4\n").encode())
    assert [refusal.code for refusal in outcome.refusals] == ["too_many_columns"]
