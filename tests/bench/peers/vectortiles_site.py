"""
django-vectortiles in a site of one file: every asset of the tile as a feature, from the stored Mercator column.

Run by granian in the peers' environment (var/bench_peers), with PEER_DATABASE and PEER_HOST in its environment.
"""

import os

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="only for the benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.gis", "vectortiles"],
    MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.contrib.gis.db.backends.postgis",
            "NAME": os.environ["PEER_DATABASE"],
            "USER": os.environ["PEER_USER"],
            "HOST": os.environ["PEER_HOST"],
            "CONN_MAX_AGE": 600,
        }
    },
    GDAL_LIBRARY_PATH=os.environ["PEER_GDAL"],
    GEOS_LIBRARY_PATH=os.environ["PEER_GEOS"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib.gis.db import models  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from vectortiles import VectorLayer  # noqa: E402
from vectortiles.views import MVTView  # noqa: E402


class Asset(models.Model):
    """The registry's table, read only."""

    code = models.TextField()
    name = models.TextField()
    asset_class = models.TextField()
    condition = models.SmallIntegerField(null=True)
    status = models.TextField()
    mercator = models.GeometryField(srid=3857)

    class Meta:
        app_label = "vectortiles"
        managed = False
        db_table = "registry_asset"


class Assets(VectorLayer):
    """Every asset."""

    model = Asset
    id = "assets"
    geom_field = "mercator"
    tile_fields = ("id", "code", "name", "asset_class", "condition", "status")


class Tiles(MVTView):
    """The tile."""

    layer_classes = [Assets]


urlpatterns = [path("tiles/<int:z>/<int:x>/<int:y>", Tiles.as_view())]
application = get_wsgi_application()
