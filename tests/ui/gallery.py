"""One page with every component, on its own address map: what the browser tests of the room look at."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from servicepunkt.ui.charts import Bar
from servicepunkt.ui.map import Pin, stages_of

STAGES = stages_of(["Inte börjat", "Steg 1", "Steg 2", "Steg 3"], reached="Startad")
PLACES = (("Kuttainen", 68.39, 22.84), ("Backe", 63.82, 16.39), ("Örsjö", 56.70, 15.75), ("Påryd", 56.57, 15.92))


class Statement(forms.Form):
    """Each kind of field once."""

    how = forms.ChoiceField(label="Hur är det?", choices=[("y", "Ja"), ("n", "Nej")], widget=forms.RadioSelect)
    on = forms.DateField(label="Vilken dag?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(
        label="Vad bygger du det på?", help_text="Skriv så att andra förstår.", widget=forms.Textarea
    )
    place = forms.ChoiceField(label="Ort", choices=[("backe", "Backe"), ("orsjo", "Örsjö")])
    proof = forms.FileField(label="Bilaga", required=False, help_text="Högst 10 MB.")
    sure = forms.BooleanField(label="Jag intygar det här")


def item(**attributes: object) -> SimpleNamespace:
    return SimpleNamespace(**attributes)


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, with errors in the form."""
    context = {
        "nav_items": [
            item(url="/", title="Program", current=True),
            item(url="/a", title="Organisation", current=False),
        ],
        "demo_mode": True,
        "version": "1",
        "crumbs": [("Programmet", "/a")],
        "chapters": [item(url="/", title="Vägen", current=True), item(url="/b", title="Möten", current=False)],
        "steps": [
            item(title="Grunden", done=True, current=False),
            item(title="Förstudie", done=False, current=True),
            item(title="Start", done=False, current=False),
        ],
        "due": [item(due_on=date(2026, 10, 31), title="Lägesrapport", url="/c", what="Oktober", overdue=True)],
        "conflict": item(
            by="Projektledaren",
            at=datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
            fields=[item(label="Anteckning", mine="Min text", theirs="")],
        ),
        "form": Statement({"how": "x"}),
        "stages": STAGES,
        "pins": [
            Pin(name, lat, lon, STAGES[index + 1].key, name, f"/{index}", uncertain=index == 0)
            for index, (name, lat, lon) in enumerate(PLACES)
        ],
        "bars": [Bar("Steg 1", (3, 1, 8)), Bar("Steg 2", (0, 0, 12))],
        "series": ["Visat av underlag", "Intygat", "Återstår"],
    }
    source = Path(__file__).with_name("gallery.html").read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(source).render(context, request))


urlpatterns = [path("", gallery), path("", include("servicepunkt.ui.urls"))]
