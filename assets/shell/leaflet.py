"""
django-leaflet under our content security policy, and in Chinese.

In the admin, `leaflet.admin.LeafletGeoAdmin` takes the request's nonce by itself. Elsewhere: a form with
`LeafletWidget` fields goes through `with_nonce`, and a template says `{% leaflet_map "name" csp_nonce=CSP_NONCE %}`.
"""

from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from leaflet.forms.widgets import LeafletWidget

Form = TypeVar("Form", bound=BaseForm)

# The drawing tools' sentences. django-leaflet translates them but ships no Chinese; named here, they are in our catalogue.
DRAWING_TEXTS = (
    _("Reset view"),
    _("Cancel drawing"),
    _("Cancel"),
    _("Delete last point drawn"),
    _("Delete last point"),
    _("Draw a polyline"),
    _("Draw a polygon"),
    _("Draw a rectangle"),
    _("Draw a circle"),
    _("Draw a marker"),
    _("Click and drag to draw circle."),
    _("Click map to place marker."),
    _("Click to start drawing shape."),
    _("Click to continue drawing shape."),
    _("Click first point to close this shape."),
    _("<strong>Error:</strong> shape edges cannot cross!"),
    _("Click to start drawing line."),
    _("Click to continue drawing line."),
    _("Click last point to finish line."),
    _("Click and drag to draw rectangle."),
    _("Release mouse to finish drawing."),
    _("Save changes."),
    _("Save"),
    _("Cancel editing, discards all changes."),
    _("Edit layers"),
    _("No layers to edit."),
    _("Delete layers"),
    _("No layers to delete."),
    _("Drag handles, or marker to edit feature."),
    _("Click cancel to undo changes."),
    _("Click on a feature to remove"),
)


def with_nonce(form: Form, request: HttpRequest) -> Form:
    """The form, its map widgets carrying the request's nonce: without it the browser refuses their inline script."""
    for field in form.fields.values():
        if isinstance(field.widget, LeafletWidget):
            field.widget.csp_nonce = request.csp_nonce  # type: ignore[attr-defined]
    return form
