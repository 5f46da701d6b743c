"""The API's gate: a view says which right each method needs; a view that says nothing is closed."""

from rest_framework.permissions import BasePermission

from assets.registry import rights


class MayUseDoor(BasePermission):
    """
    Checks `view.rights`, a dict of HTTP method to Right ("GET" also covers HEAD and OPTIONS).

    A view with `public = True` lets strangers read (GET): its queryset must be limited by `scope_of(request.user)`.
    """

    def has_permission(self, request, view) -> bool:
        method = "GET" if request.method in {"HEAD", "OPTIONS"} else request.method
        stranger = not request.user.is_authenticated
        if stranger and method == "GET" and getattr(view, "public", False) and rights.public_classes():
            return True
        right = getattr(view, "rights", {}).get(method)
        if right is None:
            # No such method: let DRF answer 405 to those who may read, refuse the rest.
            right = getattr(view, "rights", {}).get("GET")
            if right is None or method in getattr(view, "rights", {}):
                return False
        return rights.may(request.user, right)
