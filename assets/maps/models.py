"""What the map keeps beside the registry, all of it derived: by the database's triggers, or built when it is asked for."""

from django.contrib.gis.db import models
from django.db.models import Q


class CellCount(models.Model):
    """
    How many assets of one kind lie in a cell of a grid: rows are *changes* (+1, -1, ...) that readers add up.

    Appended only, so edits at one time never wait for each other; `maps.upkeep.compact` merges them. A grid is a
    level of the Web Mercator pyramid (11, 13, 15, 17); `condition` 0 is unknown. `east_m` and `south_m` are sums of
    the assets' places from the pyramid's north-west corner: divided by the count they give the middle of the assets.
    `on_day` is the day of the change by the city's clocks, null in rows that were merged.
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
    on_day = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["grid", "cell_x", "cell_y"], name="cell_count_place")]

    def __str__(self) -> str:
        return f"{self.grid}/{self.cell_x}/{self.cell_y} {self.asset_class} {self.assets:+}"


class CellDay(models.Model):
    """
    The same changes, merged, of a day, a month and a year: each change stands three times, under `span` d, m and y.

    As of a day: the years before its year, the months of that year before its month, the days of that month up to it,
    and what CellCount holds unmerged. So a day years back costs what yesterday costs.
    """

    grid = models.SmallIntegerField()
    cell_x = models.IntegerField()
    cell_y = models.IntegerField()
    asset_class = models.CharField(max_length=30)
    condition = models.SmallIntegerField()
    status = models.CharField(max_length=20)
    district_id = models.BigIntegerField(null=True)
    span = models.CharField(max_length=1)
    on_day = models.DateField()
    assets = models.IntegerField()
    east_m = models.FloatField()
    south_m = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["grid", "cell_x", "cell_y"], name="cell_day_place")]

    def __str__(self) -> str:
        return f"{self.grid}/{self.cell_x}/{self.cell_y} {self.asset_class} {self.assets:+} {self.on_day}"


class TileChange(models.Model):
    """
    A tile of zoom 14 in which something changed; x = -1 stands for every tile (a district changed).

    The number and the highest id of a tile's rows are its version. Both, because ids become visible out of order.
    `on_day`: maps of days before it are as they were.
    """

    x = models.IntegerField()
    y = models.IntegerField()
    on_day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["x", "y", "on_day", "id"], name="tile_change_place")]

    def __str__(self) -> str:
        return f"14/{self.x}/{self.y}"


class Left(models.Model):
    """An asset lay in this tile of zoom 14 until `left_at`: it was moved or deleted then."""

    asset_id = models.BigIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    left_at = models.DateTimeField()
    is_landmark = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["x", "y", "left_at"], name="left_place"),
            models.Index(fields=["x", "y"], name="left_landmark", condition=Q(is_landmark=True)),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} from 14/{self.x}/{self.y} at {self.left_at}"


class Rewritten(models.Model):
    """
    The history was written by hand (a synthetic past) at `rewritten_at`: rows made before then do not tell their past.

    Kept by `maps_rebuild_counts()`, which whoever writes history calls.
    """

    rewritten_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.rewritten_at)


class Word(models.Model):
    """A text that many facts share: a class, a status, a material, an owner."""

    word = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.word


class Fact(models.Model):
    """
    What an asset was, from the end of one day to the end of another: narrow rows that low zooms filter and count.

    Built by zoom-14 tile (x, y: where its middle lay) when a low zoom over changed ground is asked for (sql/facts.sql).
    `to_day` is infinity for what stands today; only those rows have the days of upkeep. `east`, `south`: the middle,
    from the pyramid's north-west corner in 2^-31 of its side (1.9 cm), so that a shift gives the cell of any grid.
    Texts are numbers of Word. `line` (Web Mercator): of pipes large enough to be drawn at low zooms.
    """

    x = models.IntegerField()
    y = models.IntegerField()
    asset_id = models.BigIntegerField()
    district_id = models.BigIntegerField(null=True)
    from_day = models.DateField()
    to_day = models.DateField()
    east = models.IntegerField()
    south = models.IntegerField()
    installed_on = models.DateField(null=True)
    inspected_on = models.DateField(null=True)
    maintained_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    owner = models.IntegerField()
    size_mm = models.IntegerField(null=True)
    asset_class = models.IntegerField()
    status = models.IntegerField()
    material = models.IntegerField(null=True)
    category = models.IntegerField(null=True)
    condition = models.SmallIntegerField()
    line = models.GeometryField(srid=3857, null=True, spatial_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["x", "y"], name="fact_place"),
            models.Index(fields=["x", "y"], name="fact_line", condition=Q(line__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.from_day} to {self.to_day}"


class FactsBuilt(models.Model):
    """Which version of a zoom-14 tile its facts were built from."""

    x = models.IntegerField()
    y = models.IntegerField()
    changes = models.BigIntegerField()
    newest = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["x", "y"], name="facts_built_place")]

    def __str__(self) -> str:
        return f"14/{self.x}/{self.y}"


class Main(models.Model):
    """
    Large pipes of a zoom-14 tile, merged by what colours them and when it held: the network of low zooms.

    `geometry` is as fine as zoom 13 can show, `sketch` as zoom 10 can.
    """

    x = models.IntegerField()
    y = models.IntegerField()
    least_mm = models.SmallIntegerField()
    category = models.CharField(max_length=40)
    condition = models.SmallIntegerField()
    status = models.CharField(max_length=20)
    district_id = models.BigIntegerField(null=True)
    from_day = models.DateField()
    to_day = models.DateField()
    pipes = models.IntegerField()
    geometry = models.GeometryField(srid=3857, spatial_index=False)
    sketch = models.GeometryField(srid=3857, spatial_index=False)

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
    """
    A drawn tile, gzipped, of one place and selection (which holds its reader's scope), and the version it was drawn from.

    An unlogged table, empty after a crash. A newer version takes the place of the older.
    """

    key = models.CharField(max_length=64, primary_key=True)
    version = models.CharField(max_length=50)
    body = models.BinaryField()
    drawn_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
