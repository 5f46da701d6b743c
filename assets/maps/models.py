"""What the map keeps beside the registry, all of it derived and kept current by the database (sql/triggers.sql)."""

from django.contrib.gis.db import models


class CellCount(models.Model):
    """
    How many assets of one kind lie in a cell of a grid: rows are *changes* (+1, -1, ...) that readers add up.

    Appended only, so edits at one time never wait for each other; `maps.upkeep.compact` merges them. A grid is a
    level of the Web Mercator pyramid (11, 13, 15, 17); `condition` 0 is unknown. `east_m` and `south_m` are sums of
    the assets' places from the pyramid's north-west corner: divided by the count they give the middle of the assets.
    """

    grid = models.SmallIntegerField()
    cell_x = models.IntegerField()
    cell_y = models.IntegerField()
    asset_class = models.CharField(max_length=30)
    condition = models.SmallIntegerField()
    status = models.CharField(max_length=20)
    district_id = models.BigIntegerField(null=True)
    assets = models.IntegerField()
    length_m = models.FloatField()
    east_m = models.FloatField()
    south_m = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["grid", "cell_x", "cell_y"], name="cell_count_place")]

    def __str__(self) -> str:
        return f"{self.grid}/{self.cell_x}/{self.cell_y} {self.asset_class} {self.assets:+}"


class TileChange(models.Model):
    """
    A tile of zoom 14 in which something changed; x = -1 stands for every tile (a district changed).

    The number and the highest id of a tile's rows are its version. Both, because ids become visible out of order.
    """

    x = models.IntegerField()
    y = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["x", "y", "id"], name="tile_change_place")]

    def __str__(self) -> str:
        return f"14/{self.x}/{self.y}"


class Main(models.Model):
    """Large pipes of a zoom-14 tile, merged by condition: what is drawn of the network at low zooms."""

    x = models.IntegerField()
    y = models.IntegerField()
    least_mm = models.SmallIntegerField()
    category = models.CharField(max_length=40)
    condition = models.SmallIntegerField()
    status = models.CharField(max_length=20)
    district_id = models.BigIntegerField(null=True)
    pipes = models.IntegerField()
    geometry = models.GeometryField(srid=3857)

    class Meta:
        indexes = [models.Index(fields=["x", "y"], name="main_place")]

    def __str__(self) -> str:
        return f"14/{self.x}/{self.y} >= {self.least_mm} mm"


class MainsBuilt(models.Model):
    """Which version of a zoom-14 tile its mains were built from."""

    x = models.IntegerField()
    y = models.IntegerField()
    changes = models.BigIntegerField()
    newest = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["x", "y"], name="mains_built_place")]

    def __str__(self) -> str:
        return f"14/{self.x}/{self.y}"


class CachedTile(models.Model):
    """A drawn tile, gzipped, under a key that holds all it depends on; an unlogged table, empty after a crash."""

    key = models.CharField(max_length=64, primary_key=True)
    body = models.BinaryField()
    drawn_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key
