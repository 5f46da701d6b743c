"""Doors of the frame: login, account, language, health, API description."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from assets.registry.rights import Right, needs
from assets.shell import views


class ApiSchema(SpectacularAPIView):
    """The OpenAPI description, for those who may read; JSON (and so its errors) unless YAML is asked for."""

    rights = {"GET": Right.SEE}
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]


class ApiDocs(SpectacularSwaggerSplitView):
    """The description as a page to try calls on; its script comes in a request of its own, as the CSP asks."""

    rights = {"GET": Right.SEE}
    url_name = "api-schema"
    template_name = "shell/api_docs.html"


urlpatterns = [
    path("accounts/login/", views.LogIn.as_view(), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("accounts/password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("accounts/password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("accounts/", views.account, name="account"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("api/v1/schema/", ApiSchema.as_view(), name="api-schema"),
    # A page for people: strangers are sent to the login page, not shown the API's 401.
    path("api/v1/docs/", needs(Right.SEE)(ApiDocs.as_view()), name="api-docs"),
]
