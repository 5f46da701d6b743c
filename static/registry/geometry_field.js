// django-leaflet's geometry field with only the drawing tools that suit the asset's class (`tools`, set by the widget).
// A plain script: it must be there when the map's own inline script runs.
L.RegistryGeometryField = L.GeometryField.extend({
  _setView: function () {
    const drawn = this.drawnItems;
    if (drawn.getLayers().length) this._map.fitBounds(drawn.getBounds().pad(0.4), { maxZoom: 18, animate: false });
  },

  _controlDrawOptions: function () {
    const tools = (this.options.tools || "").split(",");
    const options = L.GeometryField.prototype._controlDrawOptions.call(this);
    options.draw.marker = tools.includes("marker") ? {} : false;
    options.draw.polyline = tools.includes("polyline") ? {} : false;
    options.draw.polygon = tools.includes("polygon") ? { allowIntersection: false } : false;
    options.draw.rectangle = false;
    return options;
  },
});
