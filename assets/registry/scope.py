"""What a user may see, as one value that querysets and raw SQL (tiles, nearby) are limited by alike."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assets.registry import rights
from assets.registry.models import Asset, District


@dataclass(frozen=True)
class Scope:
    """
    The visible part of the registry.

    classes: names of visible classes, None for all. district_ids: visible districts (ties and all below them),
    None for the whole city and what lies outside every district. `key` names the scope in cache keys.
    """

    classes: tuple[str, ...] | None
    district_ids: tuple[int, ...] | None

    @property
    def nothing(self) -> bool:
        """True where not a single asset can be visible."""
        return self.classes == () or self.district_ids == ()

    @property
    def key(self) -> str:
        """A short text, equal for equal scopes."""
        import hashlib

        return hashlib.sha256(repr((self.classes, self.district_ids)).encode()).hexdigest()[:16]

    def condition(self) -> Q:
        """The scope as a filter on Asset."""
        condition = Q()
        if self.classes is not None:
            condition &= Q(asset_class__in=self.classes)
        if self.district_ids is not None:
            condition &= Q(district_id__in=self.district_ids)
        return condition

    def sql_parameters(self) -> dict:
        """
        `scope_classes` and `scope_districts` for raw SQL: arrays, or None for "no limit".

        Use as `(%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))`.
        """
        return {
            "scope_classes": None if self.classes is None else list(self.classes),
            "scope_districts": None if self.district_ids is None else list(self.district_ids),
        }


EVERYTHING = Scope(classes=None, district_ids=None)


def scope_of(user) -> Scope:
    """The user's scope; the public classes for someone not logged in, which is nothing by default."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Scope(classes=tuple(sorted(rights.public_classes())), district_ids=None)
    if not rights.may(user, rights.Right.SEE):
        return Scope(classes=(), district_ids=())
    paths = rights.tied_paths(user)
    if not paths:
        return EVERYTHING
    if not hasattr(user, "_scope_district_ids"):
        below = Q()
        for path in paths:
            below |= Q(tree_path=path) | Q(tree_path__startswith=path + "/")
        user._scope_district_ids = tuple(
            District.objects.filter(below).order_by("pk").values_list("pk", flat=True)
        )
    return Scope(classes=None, district_ids=user._scope_district_ids)


def visible_assets(user, queryset: QuerySet | None = None) -> QuerySet:
    """`queryset` (of Asset or a class; all assets by default) limited to what the user may see."""
    queryset = Asset.objects.all() if queryset is None else queryset
    return queryset.filter(scope_of(user).condition())


def visible_districts(user) -> QuerySet:
    """Districts the user may open: all of them without ties, else the tied ones and all below; none for strangers."""
    if user is None or not user.is_authenticated:
        return District.objects.none()
    scope = scope_of(user)
    districts = District.objects.filter(valid_to__isnull=True)
    return districts if scope.district_ids is None else districts.filter(pk__in=scope.district_ids)
