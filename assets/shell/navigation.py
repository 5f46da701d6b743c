"""The pages a person may go to, and what every page's frame needs to know."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from assets.registry import rights
from assets.registry.models import District
from assets.registry.rights import Right

CITY_NAME_KEPT_SECONDS = 300
NO_CITY_NAME_KEPT_SECONDS = 5  # a city being loaded should not stay nameless
# A phone's bottom bar holds five entries of a thumb's width; the rest move into the person's menu.
PLACES_ON_A_PHONE = 5


@dataclass(frozen=True)
class Page:
    """One entry of the navigation: shown to those who have any of `rights`. `icon` is a symbol of icons.svg."""

    url_name: str
    label: str | Promise
    icon: str
    rights: tuple[Right, ...] = (Right.SEE,)


PAGES = (
    Page("map", _("Map"), "map"),
    Page("district-list", _("Districts"), "district"),
    Page("asset-list", _("Assets"), "list"),
    Page("work-list", _("Work"), "work"),
    Page("field", _("Nearby"), "nearby"),
    Page("renewal", _("Renewal"), "renewal"),
    Page("import-list", _("Imports"), "import", (Right.IMPORT,)),
    Page("export-list", _("Exports"), "export", (Right.EXPORT,)),
    Page("admin:index", _("Administration"), "gear", (Right.ADMINISTER, Right.EDIT)),
)


def city_name() -> str:
    """The city's name in the reader's language, from its district record; empty before one is loaded."""
    key = f"city-name-{settings.REGISTRY_CITY_CODE}-{get_language()}"
    name = cache.get(key)
    if name is None:
        city = District.objects.filter(code=settings.REGISTRY_CITY_CODE).only("name", "name_en").first()
        name = city.label if city else ""
        cache.set(key, name, CITY_NAME_KEPT_SECONDS if name else NO_CITY_NAME_KEPT_SECONDS)
    return name


def registry_name() -> str:
    """What this registry calls itself: the city's name with the product's, the product's alone before a city is loaded."""
    city = city_name()
    return gettext("%(city)s asset registry") % {"city": city} if city else gettext("Asset registry")


def pages_for(request: HttpRequest) -> list[dict]:
    """The navigation of this user: address, label, icon, whether it is the page shown, whether a phone's bar has room."""
    entries: list[dict] = []
    for page in PAGES:
        if any(rights.may(request.user, right) for right in page.rights):
            url = reverse(page.url_name)
            here = request.path == url or (url != "/" and request.path.startswith(url))
            entries.append(
                {
                    "url": url,
                    "label": page.label,
                    "icon": page.icon,
                    "here": here,
                    "later": len(entries) >= PLACES_ON_A_PHONE,
                }
            )
    return entries


def context(request: HttpRequest) -> dict:
    """
    Context processor: navigation, the site's and the city's name, the other language.

    Lazy, so that a fragment or an admin page that shows none of it asks the database nothing.
    """
    user = getattr(request, "user", None)
    return {
        "navigation": SimpleLazyObject(
            lambda: pages_for(request) if user is not None and user.is_authenticated else []
        ),
        "city_name": SimpleLazyObject(city_name),
        "registry_name": SimpleLazyObject(registry_name),
        "other_language": "en" if get_language() != "en" else settings.LANGUAGE_CODE,
    }
