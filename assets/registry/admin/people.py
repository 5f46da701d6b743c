"""People in the administration: a role and the districts one is tied to; the rest follows from the role."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from assets.registry.admin.gates import Gate
from assets.registry.admin.guarded import Guarded
from assets.registry.models import User

# Rights come from the role alone (registry.rights): groups would be a second answer to the same question.
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(Guarded, Gate, DjangoUserAdmin):
    """Who may log in, in which role, tied to which districts."""

    list_display = ("username", "full_name", "role", "tied_to", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    autocomplete_fields = ("districts",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("last_name", "first_name"), "email")}),
        (_("What they may do"), {"fields": ("role", "districts", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "usable_password", "password1", "password2", "role", "districts"),
            },
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("districts")

    @admin.display(description=_("full name"))
    def full_name(self, person: User) -> str:
        """Family name first, as here."""
        return f"{person.last_name}{person.first_name}"

    @admin.display(description=_("districts"))
    def tied_to(self, person: User) -> str:
        """The districts, or that it is the whole city."""
        return ", ".join(district.label for district in person.districts.all()) or str(_("the whole city"))
