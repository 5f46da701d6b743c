"""
Errors of the domain, and the one table that turns every error of an API door into JSON.

A DomainError carries a machine word, a translatable sentence a person can act on, and an HTTP status.
Pages turn it into a page (shell.errors), commands into an exit code (registry.commands), the API into JSON here.
"""

import logging

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

logger = logging.getLogger(__name__)


class DomainError(Exception):
    """
    Something the registry refuses, said so that a person can act on it.

    Subclasses set `code` (machine word), `status` (HTTP) and `message` (a translatable sentence with
    %(name)s places); the keyword arguments fill the places and travel in the JSON as `parameters`.
    """

    code = "refused"
    status = 400
    message = _("The request was refused.")

    def __init__(self, message=None, **parameters) -> None:
        if message is not None:
            self.message = message
        self.parameters = parameters
        super().__init__(self.code)

    def detail(self) -> str:
        """The sentence in the active language, its places filled."""
        return force_str(self.message) % self.parameters if self.parameters else force_str(self.message)

    def as_json(self) -> dict:
        """What an API door answers."""
        return {"detail": self.detail(), "code": self.code}

    def __str__(self) -> str:
        return self.detail()


class Malformed(DomainError):
    """A parameter that is not what it must be (400)."""

    code = "malformed"
    message = _("%(parameter)s must be %(expected)s.")

    def __init__(self, parameter: str, expected, message=None) -> None:
        super().__init__(message, parameter=parameter, expected=expected)

    def as_json(self) -> dict:
        return {**super().as_json(), "parameter": self.parameters["parameter"]}


class NotFound(DomainError):
    """Nothing by that name, or nothing this user may see (404)."""

    code = "not_found"
    status = 404
    message = _("There is nothing here by that name, or you may not see it.")


class NotAllowed(DomainError):
    """The user is known and may not do this (403)."""

    code = "not_allowed"
    status = 403
    message = _("Your role or districts do not allow this. Ask an administrator for the right.")


class Conflict(DomainError):
    """The thing has changed or is taken (409)."""

    code = "conflict"
    status = 409
    message = _("This was changed meanwhile. Load it again and repeat your change.")


class TooLarge(DomainError):
    """More than the door takes (413)."""

    code = "too_large"
    status = 413
    message = _("This is larger than the limit of %(limit)s.")


def api_exception_handler(error: Exception, context: dict) -> Response | None:
    """Turn any error of an API view into `{"detail", "code", ...}` with the right status; never HTML, never a bare 500."""
    if isinstance(error, DomainError):
        return Response(error.as_json(), status=error.status)
    if isinstance(error, Http404):
        return Response(NotFound().as_json(), status=404)
    if isinstance(error, PermissionDenied):
        return Response(NotAllowed().as_json(), status=403)
    if isinstance(error, RequestDataTooBig):
        sentence = getattr(error, "sentence", None) or _("The request is too large.")
        return Response({"detail": force_str(sentence), "code": "too_large"}, status=413)
    if isinstance(error, ValidationError):
        return Response({"detail": " ".join(error.messages), "code": "invalid"}, status=400)
    if isinstance(error, SuspiciousOperation) and (sentence := getattr(error, "sentence", None)):
        return Response({"detail": sentence, "code": "disk_full"}, status=507)  # shell.uploads.NoRoom
    if isinstance(error, SuspiciousOperation):
        return Response(
            {"detail": force_str(_("The request is malformed.")), "code": "malformed"}, status=400
        )
    # Imported here: DRF's views load our permissions, which load this module.
    from rest_framework.views import exception_handler

    response = exception_handler(error, context)
    if response is not None:
        return _with_detail(error, response)
    logger.exception("An API door failed", exc_info=error)
    sentence = _("Something went wrong on our side. It has been noted; try again, or tell an administrator.")
    return Response({"detail": force_str(sentence), "code": "internal_error"}, status=500)


def _with_detail(error: Exception, response: Response) -> Response:
    """Give DRF's field errors a `detail` sentence beside the `fields` they belong to."""
    if isinstance(error, exceptions.ValidationError):
        response.data = {
            "detail": _first_sentence(response.data),
            "code": "invalid",
            "fields": response.data,
        }
    elif isinstance(response.data, dict) and "detail" in response.data:
        response.data["code"] = force_str(getattr(response.data["detail"], "code", "refused"))
    return response


def _first_sentence(errors, field: str = "") -> str:
    """The first message in DRF's nested errors, with its field's name before it."""
    if isinstance(errors, dict):
        for name, inner in errors.items():
            if inner:
                return _first_sentence(inner, name if name != "non_field_errors" else field)
    if isinstance(errors, list) and errors:
        return _first_sentence(next((inner for inner in errors if inner), errors[0]), field)
    return f"{field}: {errors}" if field else force_str(errors)
