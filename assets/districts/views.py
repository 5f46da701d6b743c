"""The district pages: all compared, and one in depth. What takes longer comes after (parts.py)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from assets.districts import charts, comparing
from assets.districts.api import district_named
from assets.districts.choropleth import CLASSES, choropleth
from assets.districts.figures import figures_of, paths_below
from assets.districts.measures import BASES, MEASURES, fits, written
from assets.districts.parts import history_of, months_asked_for, months_in_address
from assets.districts.question import question_of
from assets.districts.recount import latest_recount
from assets.districts.rows import class_rows, condition_parts, unit_links
from assets.districts.tally import condition_trend, work_by_month
from assets.districts.unit_facts import added, facts_of
from assets.registry import rights
from assets.registry.classes import CATALOGUE
from assets.registry.models import District
from assets.registry.rights import Right
from assets.registry.scope import scope_of, visible_districts


@require_GET
@rights.needs(Right.SEE)
def district_list(request: HttpRequest) -> HttpResponse:
    """The districts compared in a table, on a map and in bars, by a measure of one's choice; the tree below them."""
    question, chosen = question_of(request.GET), comparing.comparison_of(request.GET)
    visible = visible_districts(request.user).defer("boundary", "mercator")
    tree = list(visible.exclude(level=District.Level.COMMUNITY).order_by("code"))
    compared = [unit for unit in tree if unit.level == District.Level.DISTRICT] or _topmost(tree)
    above = [unit for unit in tree if unit.level == District.Level.CITY]
    figures = {
        unit: comparing.narrowed(found, question.asset_class)
        for unit, found in figures_of(
            [*compared, *above], scope_of(request.user), question.period, question.as_of
        ).items()
    }
    facts = facts_of(compared)
    together = added(facts[unit.pk] for unit in compared)
    rows = [
        comparing.table_row(unit, figures[unit.pk], facts[unit.pk], question, chosen) for unit in compared
    ]
    chart = comparing.bars(rows, chosen)
    context = {
        "question": question,
        "chosen": chosen,
        "columns": comparing.columns(question, chosen),
        "rows": comparing.in_order(rows, chosen.sort),
        "footer": [comparing.table_row(unit, figures[unit.pk], together, question, chosen) for unit in above],
        "map": choropleth(
            compared,
            {row.unit.pk: row.values[chosen.measure.name] for row in rows},
            lambda value: written(chosen.measure, chosen.basis, value, alone=False),
            chosen.classes,
        ),
        "chart": chart,
        "measures": [
            {
                "measure": each,
                "here": each is chosen.measure,
                "query": chosen.query(question, measure=each.name),
            }
            for each in MEASURES.values()
        ],
        "bases": [
            {
                "basis": each,
                "here": each is chosen.basis,
                "query": chosen.query(question, basis=each.name) if fits(chosen.measure, each) else "",
            }
            for each in BASES.values()
            if each.name != "people" or together.people
        ],
        "classes": [
            {"label": label, "here": name == chosen.classes, "query": chosen.query(question, classes=name)}
            for name, label in CLASSES.items()
        ],
        "facts": together,
        "below": [
            {"unit": unit, "units": [low for low in tree if low.parent_id == unit.pk]} for unit in compared
        ],
        "is_schematic": any(unit.accuracy == District.Accuracy.SCHEMATIC for unit in compared),
        "recount": latest_recount(),
        "asset_classes": CATALOGUE.values(),
    }
    return render(request, "districts/list.html", context)


@require_GET
@rights.needs(Right.SEE)
def district_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One district: its figures by class, conditions and work through time, the units below it, its history."""
    question = question_of(request.GET)
    months_picked = months_asked_for(request.GET)
    district = district_named(request.user, code)
    scope = scope_of(request.user)
    below = list(
        visible_districts(request.user).filter(parent=district).defer("boundary", "mercator").order_by("code")
    )
    figures = figures_of([district, *below], scope, question.period, question.as_of)
    ids = list(paths_below([district], scope))
    months = charts.months_of(question)
    done = work_by_month(ids, question.within(scope), months[0], months[-1])
    here = figures[district.pk]
    total = comparing.narrowed(here, question.asset_class).total
    plain = comparing.Comparison(MEASURES[comparing.FIRST_MEASURE], BASES[""])
    facts = facts_of(below)
    context = {
        "district": district,
        "ancestors": _ancestors(request.user, district),
        "question": question,
        "picked": months_in_address(months_picked),
        "total": total,
        "anything": here.total.count,
        "condition": condition_parts(total, district.code, question),
        "class_rows": class_rows(here, district.code, question),
        "columns": [
            comparing.Column("name", _("Unit"), "", ""),
            *(comparing.Column(each.name, each.label, "", "") for each in MEASURES.values()),
        ],
        "below": [
            comparing.table_row(unit, figures[unit.pk], facts[unit.pk], question, plain)
            for unit in below
            if figures[unit.pk].total.count
        ],
        "below_empty": [unit for unit in below if not figures[unit.pk].total.count],
        "unplaced": here.total.count - sum(figures[unit.pk].total.count for unit in below),
        "links": unit_links(district.code, question),
        "histogram": charts.condition_histogram(total, district.code, question),
        "trend": charts.condition_trend_chart(
            condition_trend(ids, question.within(scope), charts.quarter_days(question.last_day)),
            district.code,
            question,
        ),
        "work": charts.work_chart(done, district.code, question),
        "timeline": charts.timeline_chart(done, question),
        "recount": latest_recount(),
        "asset_classes": CATALOGUE.values(),
        "map_setup": _map_setup(district, question),
        **history_of(request, district, question, months_picked),
    }
    return render(request, "districts/detail.html", context)


def _topmost(tree: list[District]) -> list[District]:
    """Of the units a tied user may see, those whose parent they may not."""
    seen = {unit.pk for unit in tree}
    return [unit for unit in tree if unit.parent_id not in seen]


def _ancestors(user, district: District) -> list[District]:
    codes = district.tree_path.split("/")[:-1]
    return list(
        visible_districts(user).filter(code__in=codes).only("code", "name", "name_en").order_by("tree_path")
    )


def _map_setup(district: District, question) -> dict:
    """What the script of the small map needs: which tiles, and every sentence it shows."""
    return {
        "tiles": f"district={district.code}",
        "texts": {
            "open": str(_("Open")),
            "loading": str(_("Loading the map…")),
            "failed": str(_("The map could not be loaded. Load the page again.")),
            "no_webgl": str(
                _("This browser cannot draw the map (WebGL is missing or off). The list says where.")
            ),
            "all_months": str(_("The whole period")),
            "zoom_in": str(_("Zoom in")),
            "zoom_out": str(_("Zoom out")),
            "close": str(_("Close")),
        },
    }
