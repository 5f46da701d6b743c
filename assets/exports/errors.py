"""Why nothing was exported, and what a finished export has to say: machine words and the sentences to them."""

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import DomainError

REASONS = {
    "nothing_found": _("No asset fits these filters, so there is nothing to export."),
    "encoding_too_small": _(
        "%(encoding)s cannot hold %(count)s of the texts: it has no %(characters)s. Export with --encoding utf-8."
    ),
    "too_many_rows": _(
        "%(name)s has %(rows)s rows; an Excel sheet holds %(limit)s. Narrow the filters, or choose GeoPackage or CSV."
    ),
    "not_writable": _("%(path)s cannot be written: %(reason)s."),
    "disk_full": _("The disk is full: nothing was kept. Free some space and export again."),
    "too_many": _("%(count)s of your exports are still being made: wait for one of them to finish."),
    "srid_unusable": _("These places cannot be told in EPSG:%(srid)s: choose another coordinate system."),
    "writer_failed": _("The file could not be written: %(reason)s."),
    "internal_error": _(
        "Something went wrong on our side. It has been noted; try again, or tell an administrator."
    ),
    "not_allowed": _("Your role or districts do not allow this. Ask an administrator for the right."),
}

REMARKS = {
    "subset": _("Only assets in your own districts: %(districts)s."),
    "texts_cut": _(
        "%(count)s texts are longer than a DBF's 254 bytes: they are whole in long_texts.csv inside the archive."
    ),
    "cells_cut": _("%(count)s texts are longer than an Excel cell's 32,767 characters and were cut."),
}


class ExportRefused(DomainError):
    """Nothing was exported; `code` is one of REASONS."""

    def __init__(self, code: str, **parameters) -> None:
        self.code = code
        self.status = 403 if code == "not_allowed" else 400
        super().__init__(REASONS[code], **parameters)


class NotReady(DomainError):
    """The file of an export that is not there yet, or no more (409)."""

    code = "not_ready"
    status = 409
    message = _("This export has no file: it is not finished, was refused, or its days are over.")


class ScopeChanged(DomainError):
    """What the person may see has changed since the file was written (403)."""

    code = "scope_changed"
    status = 403
    message = _("What you may see has changed since this file was written: export again.")


def reason(code: str, parameters: dict) -> str:
    """The sentence of a refusal, in the reader's language."""
    if code not in REASONS:
        return code
    sentence = force_str(REASONS[code])
    return sentence % parameters if parameters else sentence


def remark(word: str, parameters: dict) -> str:
    """The sentence of a remark, in the reader's language."""
    return force_str(REMARKS[word]) % parameters
