"""What an import is refused for: a machine word and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from assets.registry.errors import Conflict, DomainError, NotAllowed, TooLarge


class SurveyUnreadable(DomainError):
    """The file cannot be taken at all. `code` is the reason's word, one of REASONS."""

    def __init__(self, reason: str, /, **parameters) -> None:
        self.code = reason
        super().__init__(REASONS[reason], **parameters)


class SurveyTooLarge(TooLarge):
    """The file, or what is packed in it, is larger than the settings allow."""

    code = "file_too_large"


class NoRoom(DomainError):
    """The disk that deliveries are kept on is full."""

    code = "disk_full"
    status = 507
    message = _("There is no room left on the server's disk: nothing was kept. Tell an administrator.")


class DeliveryBusy(Conflict):
    """Another process works on this delivery just now."""

    code = "delivery_busy"
    message = _("This import is being worked on just now. Wait until it is done.")


class WrongState(Conflict):
    """The delivery is not in a state that allows this."""

    code = "wrong_state"
    message = _("This import is %(state)s: that cannot be done with it now.")


class ApplyRefused(DomainError):
    """The checked delivery cannot be applied. `code` is the reason's word, one of REASONS."""

    status = 409

    def __init__(self, reason: str, /, **parameters) -> None:
        self.code = reason
        super().__init__(REASONS[reason], **parameters)


class SecondEyesNeeded(DomainError):
    """The one who sent the delivery may not apply it: the site wants a second person to look."""

    code = "second_eyes_needed"
    status = 403
    message = _("Here a second person looks at an import before it is applied: ask a colleague to apply it.")


class AreaNotYours(DomainError):
    """A replacement's drawn area holds assets of districts that the user is not tied to."""

    code = "area_not_yours"
    status = 403
    message = _(
        "In the drawn area, %(count)d assets that the file lacks lie in districts you are not tied to: draw it inside your own."
    )


class RevertRefused(DomainError):
    """Later changes stand on the changeset; `standing` lists them (at most 100): code, what, when, changeset."""

    code = "later_changes_stand_on_it"
    status = 409
    message = _("Later changes (%(count)d) stand on this changeset. Take those back first: %(first)s")

    def __init__(self, count: int, standing: list[dict]) -> None:
        self.standing = standing
        first = ", ".join(dict.fromkeys(entry["code"] for entry in standing[:5]))
        super().__init__(count=count, first=first)

    def as_json(self) -> dict:
        return {**super().as_json(), "count": self.parameters["count"], "standing": self.standing}


class Cancelled(DomainError):
    """Somebody cancelled the delivery while it was being read."""

    code = "cancelled"
    status = 409
    message = _("The import was cancelled.")


REASONS = {
    "internal_error": _(
        "Something went wrong on our side while reading the file. It has been noted; tell an administrator."
    ),
    "file_empty": _("The file is empty."),
    "file_not_found": _("There is no file %(path)s."),
    "not_an_archive": _("%(name)s is no ZIP archive: send the shapefile's parts packed as one .zip."),
    "format_unknown": _(
        "%(name)s is of no format the registry reads: send a zipped shapefile, GeoPackage, GeoJSON, CSV, Excel, KML, GML or DXF."
    ),
    "no_place_columns": _(
        "The table has no columns for the place: name two of them lon and lat (or 经度 and 纬度, X and Y), or one WKT."
    ),
    "archive_damaged": _("The archive is damaged and cannot be unpacked: pack and send it again."),
    "archive_encrypted": _("The archive is protected by a password: send it without one."),
    "archive_unsafe_path": _(
        "The archive holds a path that leads out of its folder (%(member)s): it was not unpacked."
    ),
    "archive_too_many_files": _("The archive holds more than %(limit)d files."),
    "archive_too_large": _("Unpacked, the archive would be larger than %(limit)s."),
    "archive_bomb": _("The archive unpacks to far more than its size (%(member)s): it was not unpacked."),
    "workbook_damaged": _(
        "The workbook is damaged: open it in Excel or WPS, save it anew and send it again."
    ),
    "disk_full": _(
        "There is no room left on the disk for the unpacked file. Nothing was taken in; tell an administrator."
    ),
    "too_many_columns": _(
        "The layer %(layer)s has more than %(limit)d columns: leave out those that the registry need not keep."
    ),
    "row_unusable": _("The database cannot take a row of the file: %(reason)s. Nothing was taken in."),
    "no_layer": _("There is no layer to read in the file: a shapefile needs at least its .shp and .dbf."),
    "layer_not_found": _("There is no layer %(layer)s in the file. It has: %(layers)s."),
    "layer_ambiguous": _("The file has several layers of the right kind (%(layers)s): name one."),
    "layer_empty": _("The layer %(layer)s has no rows."),
    "reader_failed": _(
        "The file could not be read: it is damaged, or not what its name says. Save it anew in the program it comes from and send it again. (%(reason)s)"
    ),
    "text_not_utf8": _("The file's text is not valid UTF-8: save it as UTF-8 and send it again."),
    "reader_died": _(
        "The file broke its reader (%(reason)s): it is damaged or hostile. Nothing was taken in."
    ),
    "reader_stalled": _("Reading stood still for %(seconds)d s and was stopped."),
    "encoding_unknown": _("%(encoding)s is no text encoding known here: use utf-8 or gb18030."),
    "crs_unknown_system": _(
        "The coordinate system is not told, and the coordinates (x %(min_x)s to %(max_x)s, y %(min_y)s to %(max_y)s) lie in the city in none that is known: give the EPSG number."
    ),
    "crs_elsewhere_degrees": _(
        "The coordinates look like degrees, but lie outside the city (x %(min_x)s to %(max_x)s, y %(min_y)s to %(max_y)s)."
    ),
    "crs_local_system": _(
        "The coordinates (x %(min_x)s to %(max_x)s, y %(min_y)s to %(max_y)s) are too small for a national system: a city-local one, with leading digits dropped or its origin moved. Give the EPSG number, or convert them first."
    ),
    "crs_all_zero": _("All coordinates are 0."),
    "crs_not_numbers": _("The coordinates are no finite numbers."),
    "crs_unusable": _("EPSG:%(srid)s is no coordinate system the database knows: give another number."),
    "wrong_geometry_type": _("%(class)s must be drawn as %(allowed)s; the layer %(layer)s holds %(given)s."),
    "survey_needs_points": _("A drainage survey needs a layer of points; the file has none."),
    "nothing_usable": _("Not one of the %(read)d rows can be taken in; the commonest problem: %(problem)s"),
    "row_problems": _(
        "%(count)d rows have problems, and the import was asked to stop at any. Nothing was applied."
    ),
    "asset_exists": _(
        "%(count)d rows would change assets that exist, and the import was asked to fail then. The first: %(first)s."
    ),
    "mapping_wrong": _("The column mapping is wrong: %(reason)s"),
    "template_unknown": _("There is no mapping template %(name)s for this class. There are: %(names)s."),
    "files_not_together": _(
        "%(name)s is no part of a shapefile: several files at once are one or more shapefiles (.shp with .dbf, .shx, .prj, .cpg). Pack anything else as one .zip."
    ),
    "shapes_missing": _("A shapefile needs its .shp: choose it together with %(name)s."),
    "changed_meanwhile": _(
        "The registry changed while this was being applied. Nothing was applied; check again."
    ),
    "database_refused": _("The database refused the change (%(constraint)s). Nothing was applied."),
    "asset_class_unknown": _("There is no asset class %(name)s. It is one of: %(names)s."),
}

# Refusals with a sentence of their own, which a background task notes by their word too.
for _refusal in (
    DeliveryBusy,
    WrongState,
    SecondEyesNeeded,
    AreaNotYours,
    RevertRefused,
    Cancelled,
    NotAllowed,
):
    REASONS[_refusal.code] = _refusal.message
