"""A named way to look at a page: its address without the page itself, so that it can never lead anywhere else."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 80
LONGEST_QUERY = 4000


class SavedView(models.Model):
    """
    What someone saw on a page, under a name.

    `query` is the page's query string as it was judged (`keeping.judged_query`), `place` what the query does not
    hold: the map's "zoom/lat/lon" (degrees, WGS84), a district page's code. Who opens a view sees what their own
    scope lets them see: nothing but words is kept here.
    """

    class Page(models.TextChoices):
        MAP = "map", _("Map")
        ASSETS = "assets", _("Asset table")
        DISTRICT = "district", _("District page")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("saved by"), related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    page = models.CharField(_("page"), max_length=10, choices=Page)
    query = models.CharField(_("query"), max_length=LONGEST_QUERY, blank=True, default="")
    place = models.CharField(_("place"), max_length=60, blank=True, default="")
    shared = models.BooleanField(_("shared"), default=False)
    created_at = models.DateTimeField(_("saved at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_name"),
        ]
        indexes = [
            models.Index(fields=["page"], name="saved_view_shared", condition=models.Q(shared=True)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("view-open", args=[self.pk])


class DefaultView(models.Model):
    """The view a person's page opens with; their own, or one that is shared."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=10, choices=SavedView.Page)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="default_of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "page"], name="one_default_view_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.view_id}"
