"""Pages of what was understood of an import: coordinate system, layers, columns and texts, and the templates they make."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assets.intake import deliveries, posted, understood
from assets.intake.models import SURVEY, Delivery, MappingTemplate
from assets.intake.understanding import templates, vocabulary
from assets.intake.views import do, of_delivery
from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError, NotFound
from assets.registry.rights import Right, needs


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_places(request: HttpRequest, delivery: Delivery) -> JsonResponse:
    """Where the delivery lies in each coordinate system that fits, and the districts' outlines."""
    return JsonResponse(understood.places(delivery))


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_layers(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Read the file again with the layers chosen."""
    chosen = request.POST.getlist("layer")
    return do(request, delivery, lambda: deliveries.change_options(delivery, request.user, layer=chosen))


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_template(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Check again with a template (`-`: with none), what was said of columns and texts before forgotten."""
    name = request.POST.get("template", "")
    return do(
        request,
        delivery,
        lambda: deliveries.change_options(
            delivery, request.user, template=name or templates.NONE, mapping=None, values=None
        ),
    )


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_mapping(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Check again with the columns and texts as sent; or keep them as a template, and use it where they are new."""
    mapping, whole = posted.columns(delivery, request.POST)
    values = posted.values(delivery, request.POST)
    if "save_template" not in request.POST:
        used = (delivery.findings.get("template") or {}).get("name", "")
        return do(
            request,
            delivery,
            lambda: deliveries.change_options(
                delivery,
                request.user,
                mapping=mapping,
                values=values,
                template=used or delivery.option("template"),
            ),
        )

    def keep() -> None:
        known = templates.values_of(delivery)
        for field, texts in values.items():
            known.setdefault(field, {}).update(texts)
        kept = templates.keep(
            delivery.asset_class, request.POST.get("template_name", ""), request.user, whole, known
        )
        messages.success(request, _("Kept as template “%(name)s”.") % {"name": kept.name})
        if delivery.state in (Delivery.State.REVIEW, Delivery.State.REFUSED):
            deliveries.change_options(delivery, request.user, template=kept.name, mapping=None, values=None)

    return do(request, delivery, keep)


@needs(Right.IMPORT)
@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    """All mapping templates, by class."""
    found = MappingTemplate.objects.select_related("made_by")
    told = [
        {
            "template": template,
            "kind": understood.class_label(template.asset_class),
            "columns": sum(len(columns) for columns in template.columns.values()),
            "texts": sum(len(texts) for texts in template.values.values()),
        }
        for template in found
    ]
    return render(request, "intake/templates.html", {"templates": told})


@needs(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def template_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One template: its columns and texts, to correct, rename or delete."""
    template = MappingTemplate.objects.filter(pk=pk).first()
    if template is None:
        raise NotFound
    if request.method == "POST":
        if "delete" in request.POST:
            template.delete()
            messages.success(request, _("Template “%(name)s” deleted.") % {"name": template.name})
            return redirect("import-templates")
        try:
            templates.change(
                template, request.user, request.POST.get("name", ""), *_posted(template, request.POST)
            )
        except DomainError as refusal:
            if refusal.status in (403, 404):
                raise
            messages.error(request, refusal.detail())
        else:
            messages.success(request, _("Saved."))
        return redirect("import-template-detail", pk=pk)
    return render(
        request,
        "intake/template.html",
        {
            "template": template,
            "kind": understood.class_label(template.asset_class),
            "families": _families(template),
            "fields": _texts(template),
            "as_json": json.dumps(
                {"columns": template.columns, "values": template.values}, ensure_ascii=False, indent=1
            ),
        },
    )


def _classes(asset_class: str, family: str) -> list[str]:
    if asset_class != SURVEY:
        return [asset_class]
    from assets.intake.understanding.columns import SURVEY_POINTS

    return SURVEY_POINTS if family == "points" else ["pipe"]


def _families(template: MappingTemplate) -> list[dict]:
    told = []
    for place, (family, columns) in enumerate(sorted(template.columns.items())):
        known = understood.fields_of_classes(_classes(template.asset_class, family), family == "points")
        told.append(
            {
                "name": understood.FAMILY_LABELS.get(family, family),
                "columns": [
                    {
                        "key": f"c-{place}-{number}",
                        "name": column,
                        "choices": understood.choices(fields, known),
                    }
                    for number, (column, fields) in enumerate(columns.items())
                ],
            }
        )
    return told


def _texts(template: MappingTemplate) -> list[dict]:
    told = []
    for place, (field, texts) in enumerate(sorted(template.values.items())):
        known = vocabulary.words(field, list(CATALOGUE))
        told.append(
            {
                "label": understood.field_label(field),
                "texts": [
                    {
                        "key": f"v-{place}-{number}",
                        "forget": f"x-{place}-{number}",
                        "text": text,
                        "choices": [
                            understood.Choice(one, label, one == word) for one, label in known.items()
                        ],
                    }
                    for number, (text, word) in enumerate(texts.items())
                ],
            }
        )
    return told


def _posted(template: MappingTemplate, sent) -> tuple[dict, dict]:
    """Columns and texts as sent back, in the order in which the page showed them."""
    columns = {
        family: {
            column: [one for one in sent.get(f"c-{place}-{number}", ",".join(fields)).split(",") if one]
            for number, (column, fields) in enumerate(of_family.items())
        }
        for place, (family, of_family) in enumerate(sorted(template.columns.items()))
    }
    values = {
        field: {
            text: sent.get(f"v-{place}-{number}", word)
            for number, (text, word) in enumerate(texts.items())
            if f"x-{place}-{number}" not in sent
        }
        for place, (field, texts) in enumerate(sorted(template.values.items()))
    }
    return columns, {field: texts for field, texts in values.items() if texts}
