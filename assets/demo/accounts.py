"""The demonstration's people, and the check that keeps them out of production."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from assets.registry.models import District, Role, User

PASSWORD = "demo"  # noqa: S105 the demonstration's, refused in production below
ACCOUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "planner": (Role.PLANNER, ()),
    "crew": (Role.CREW, ("440507", "440511")),
    "gis": (Role.GIS, ()),
    "manager": (Role.MANAGER, ("440507",)),
    "admin": (Role.ADMINISTRATOR, ()),
    "viewer": (Role.VIEWER, ()),
}


def make_accounts() -> list[str]:
    """Make the accounts that are missing; returns their names. Existing ones are left as they are."""
    made = []
    for name, (role, codes) in ACCOUNTS.items():
        if User.objects.filter(username=name).exists():
            continue
        user = User.objects.create_user(name, password=PASSWORD, role=role)
        user.districts.set(District.objects.filter(code__in=codes))
        made.append(name)
    return made


@register(Tags.security, deploy=True)
def no_demo_accounts(app_configs, **kwargs) -> list[Error]:
    """In production nobody may log in with the demonstration's password."""
    if not settings.PRODUCTION:
        return []
    try:
        found = [
            user.username
            for user in User.objects.filter(username__in=ACCOUNTS, is_active=True)
            if check_password(PASSWORD, user.password)
        ]
    except DatabaseError:
        return []  # not migrated yet: there is nobody
    if not found:
        return []
    return [
        Error(
            f"Demonstration accounts with a known password: {', '.join(found)}.",
            hint="Delete them or change their passwords before opening the registry.",
            id="demo.E001",
        )
    ]
