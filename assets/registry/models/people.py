"""Who uses the registry: one role each, and the districts a person is tied to."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is here; `registry.rights` says what each may do."""

    VIEWER = "viewer", _("Viewer")
    CREW = "crew", _("Maintenance crew")
    GIS = "gis", _("GIS staff")
    MANAGER = "manager", _("District manager")
    PLANNER = "planner", _("Planner")
    ADMINISTRATOR = "administrator", _("Administrator")


class RegistryUserManager(UserManager):
    """Makes `createsuperuser` create an administrator."""

    def create_superuser(self, username, email=None, password=None, **extra):
        extra["role"] = Role.ADMINISTRATOR
        return super().create_superuser(username, email, password, **extra)


class User(AbstractUser):
    """A person. `is_staff` and `is_superuser` follow from the role and are never set by hand."""

    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.VIEWER)
    districts = models.ManyToManyField(
        "registry.District",
        verbose_name=_("districts"),
        blank=True,
        related_name="users",
        help_text=_("Tied to these districts and all below them; to the whole city where empty."),
    )

    objects = RegistryUserManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")  # type: ignore[assignment]
        verbose_name_plural = _("users")  # type: ignore[assignment]

    def save(self, *args, **kwargs):
        self.is_superuser = self.role == Role.ADMINISTRATOR
        self.is_staff = self.role in {Role.ADMINISTRATOR, Role.GIS}
        if (fields := kwargs.get("update_fields")) and "role" in fields:
            kwargs["update_fields"] = {*fields, "is_superuser", "is_staff"}
        super().save(*args, **kwargs)
