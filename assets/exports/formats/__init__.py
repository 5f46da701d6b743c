"""One small file a format; WRITERS names them by the ending of the file."""

from assets.exports.formats import comma_separated, excel, geojson, geopackage, shapefile

WRITERS = {
    "gpkg": geopackage.write,
    "zip": shapefile.write,
    "geojson": geojson.write,
    "csv": comma_separated.write,
    "xlsx": excel.write,
}
