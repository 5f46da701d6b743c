"""The map of the HTML report: folium's map, layers and switches, without the network that folium expects."""

from dataclasses import dataclass
from typing import Any

import folium
from branca.element import Figure
from django.conf import settings
from django.utils.translation import gettext as _
from folium.template import Template


class OfflineMap(folium.Map):
    """folium's map; what its page needs of scripts and styles is in the file (inlined.py), and nothing is fetched."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


class ReportLayer(folium.map.Layer):
    """
    A layer that the report's own script draws from the packed data: a class by its place in the data, or by its name.

    folium's own GeoJson and Marker would write each asset out in full: ten times the size.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = report.layer({{ this.key|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, key: str | int, name: str, show: bool = True, control: bool = True) -> None:
        super().__init__(name=name, overlay=True, control=control, show=show)
        self._name = "ReportLayer"
        self.key = key


@dataclass(frozen=True)
class MapParts:
    """What folium made of the map: its element, its script, and the name that the script gives it."""

    header: str
    html: str
    script: str
    name: str


def map_parts(layers: list[dict[str, Any]]) -> MapParts:
    """The map with the district's outline, a layer for each of `layers`, and the works of the month picked."""
    west, south, east, north = settings.REGISTRY_HOME_BOUNDS
    made = OfflineMap(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=11,
        tiles=None,
        prefer_canvas=True,
        control_scale=True,
        max_zoom=19,
        position="absolute",
    )
    # Without tiles folium drops max_zoom, and clusters cannot do without it.
    made.options["maxZoom"] = 19
    ReportLayer("outline", _("District boundaries")).add_to(made)
    # Areas below lines below points.
    for place, layer in sorted(enumerate(layers), key=lambda pair: -len(pair[1]["codes"])):
        ReportLayer(place, layer["title"]).add_to(made)
    ReportLayer("happenings", _("Inspections and works of the time picked")).add_to(made)
    folium.LayerControl(collapsed=True, position="topright").add_to(made)
    figure = made.get_root()
    assert isinstance(figure, Figure)
    figure.render()
    return MapParts(
        header=figure.header.render(),
        html=figure.html.render(),
        script=figure.script.render(),
        name=made.get_name(),
    )
