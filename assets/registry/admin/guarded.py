"""Saving in the administration: who acts is recorded, and what is refused is said on the page."""

from django.contrib import messages
from django.http import HttpResponseRedirect

from assets.registry.errors import DomainError
from assets.registry.history import acting
from assets.registry.refusals import explained


class Guarded:
    """A ModelAdmin whose writes name their user in the history, and whose refusals are messages, never error pages."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with explained(), acting(user=request.user, through="admin"):
                return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            return self._refused(request, refusal)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with explained(), acting(user=request.user, through="admin"):
                return super().delete_view(request, object_id, extra_context)
        except DomainError as refusal:
            return self._refused(request, refusal)

    def changelist_view(self, request, extra_context=None):
        try:
            with explained(), acting(user=request.user, through="admin"):
                return super().changelist_view(request, extra_context)
        except DomainError as refusal:
            return self._refused(request, refusal)

    def _refused(self, request, refusal: DomainError) -> HttpResponseRedirect:
        messages.error(request, refusal.detail())
        return HttpResponseRedirect(request.get_full_path())
