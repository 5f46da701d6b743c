"""
Who may do what: the one place that pages, API, tiles, exports and commands ask.

A right comes from the role; ties to districts limit where it holds. What a user may *see* is `scope.py`'s,
which builds on this.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login

from assets.registry.errors import NotAllowed
from assets.registry.models import District, Role


class Right(StrEnum):
    """What a door asks for."""

    SEE = "see"
    EXPORT = "export"
    RECORD = "record"  # inspections and work done
    PLAN_WORK = "plan_work"  # make, assign and verify work
    PLAN_RENEWAL = "plan_renewal"  # assess risk, save and delete renewal plans
    EDIT = "edit"
    IMPORT = "import"
    REVERT = "revert"
    ADMINISTER = "administer"


RIGHTS_BY_ROLE: dict[str, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SEE}),
    Role.CREW: frozenset({Right.SEE, Right.RECORD}),
    Role.GIS: frozenset({Right.SEE, Right.EXPORT, Right.EDIT, Right.IMPORT, Right.REVERT}),
    Role.MANAGER: frozenset({Right.SEE, Right.PLAN_WORK, Right.PLAN_RENEWAL}),
    Role.PLANNER: frozenset({Right.SEE, Right.EXPORT, Right.PLAN_RENEWAL}),
    Role.ADMINISTRATOR: frozenset(Right),
}

# These read the whole city whatever districts they are tied to.
CITY_WIDE_ROLES = frozenset({Role.PLANNER, Role.ADMINISTRATOR})


def public_classes() -> list[str]:
    """Asset classes open to everyone by REGISTRY_PUBLIC_CLASSES; underground drainage never is."""
    from assets.registry.classes import CATALOGUE

    return [
        name for name in settings.REGISTRY_PUBLIC_CLASSES if name in CATALOGUE and not CATALOGUE[name].network
    ]


def tied_paths(user) -> list[str]:
    """Tree paths of the districts a user is tied to; empty for the whole city. Remembered on the user object."""
    if user.role in CITY_WIDE_ROLES:
        return []
    if not hasattr(user, "_tied_paths"):
        user._tied_paths = list(user.districts.values_list("tree_path", flat=True))
    return user._tied_paths


def may(user, right: Right, district: District | None = None, *, anywhere: bool = True) -> bool:
    """
    Whether `user` has `right`; in `district` where one is given.

    With `anywhere=False` the question is about a place outside every district (district is None):
    only those who are tied to no district may act there.
    """
    if user is None or not user.is_active or not user.is_authenticated:
        return False
    if right not in RIGHTS_BY_ROLE.get(user.role, frozenset()):
        return False
    paths = tied_paths(user)
    if not paths or (district is None and anywhere):
        return True
    if district is None:
        return False
    return any(district.tree_path == path or district.tree_path.startswith(path + "/") for path in paths)


def may_with(user, right: Right, asset) -> bool:
    """Whether `user` has `right` on this asset, by its district."""
    return may(user, right, asset.district, anywhere=False)


def require(user, right: Right, district: District | None = None) -> None:
    """Raise NotAllowed unless `may(user, right, district)`."""
    if not may(user, right, district):
        raise NotAllowed


def require_with(user, right: Right, asset) -> None:
    """Raise NotAllowed unless `may_with(user, right, asset)`."""
    if not may_with(user, right, asset):
        raise NotAllowed


def needs(right: Right) -> Callable:
    """Decorator of page views: log in first, then NotAllowed (403) without the right."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, right)
            return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return decorate
