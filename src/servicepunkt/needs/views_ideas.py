"""Pages of ideas from meetings: write them down, gather them under themes, give points, fetch the list."""

import io
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.cells import starts_a_formula
from servicepunkt.people.conflicts import Conflict, Pair, conflict, seen_again
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.queries import last_change
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.programme.models_village import VillageMeeting

from . import ideas as actions
from .forms_ideas import IdeaForm, SortForm, ThemeForm, WriteForm, meeting_title
from .ideas import IdeaFacts, ThemeIdeas
from .models import Idea, IdeaTheme
from .views_population import under

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _meetings(here: Here) -> list[VillageMeeting]:
    return list(VillageMeeting.objects.filter(root=here.root, place=here.place))


def _below(here: Here) -> dict[str, Any]:
    back = reverse("needs:ideas", args=[here.root.key, here.place.slug])
    base = under(here)
    return {**base, "crumbs": [*base["crumbs"], (_("Idéer"), back)], "cancel_url": back}


def _back(request: HttpRequest, here: Here, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("needs:ideas", root=here.root.key, place=here.place.slug)


@page(
    "needs:ideas",
    title=gettext_lazy("Idéer från möten"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_IDEAS,
)
def ideas(request: HttpRequest, here: Here) -> HttpResponse:
    """The place's ideas by theme, the highest ranked first; forms to write more and to sort them."""
    if request.method == "POST" and "sort" in request.POST:
        return _sort(request, here)
    if request.method == "POST":
        return _write(request, here)
    return _list(request, here)


def _list(
    request: HttpRequest, here: Here, *, write: WriteForm | None = None, sort: SortForm | None = None,
    met: Conflict | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    groups = sort.groups if sort else actions.ranked(here.root, here.place)
    meetings = _meetings(here)
    chosen = request.GET.get("mote", "")
    if write is None:
        start = {"request_key": uuid.uuid4(), "meeting": chosen or (str(meetings[0].pk) if meetings else "")}
        write = WriteForm(initial=start, meetings=meetings)
        if "skriv" in request.GET:
            write.go_on()
    sort = sort or SortForm(groups=groups)
    context = {
        **under(here),
        "write": write,
        "sort": sort,
        "conflict": met,
        "rows": sort.rows(),
        "total": sum(len(group.ideas) for group in groups),
        "titles": {one.pk: meeting_title(one) for one in meetings},
        "keeps": here.may(Right.KEEP_IDEAS),
    }
    return render(request, "needs/ideas.html", context, status=status)


def _write(request: HttpRequest, here: Here) -> HttpResponse:
    form = WriteForm(request.POST, meetings=_meetings(here))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.write_ideas(
                root=here.root, place=here.place, lines=typed["ideas"].splitlines(), meeting=typed["meeting"],
                request_key=typed["request_key"], actor=actor(here, Right.KEEP_IDEAS),
            )  # fmt: skip
        except ActionRefused as refused:
            form.add_error("ideas", str(refused))
        else:
            messages.success(request, _("Sparade idéer: %(count)s. Skriv fler eller sortera.") % {"count": len(made)})
            query = f"?skriv=1&mote={typed['meeting'].pk if typed['meeting'] else 0}"
            return redirect(reverse("needs:ideas", args=[here.root.key, here.place.slug]) + query)
    return _list(request, here, write=form, status=422)


def _sort(request: HttpRequest, here: Here) -> HttpResponse:
    groups = actions.ranked(here.root, here.place)
    known = {idea.pk for group in groups for idea in group.ideas}
    seen = _seen(request)
    form = SortForm(request.POST, groups=_only(groups, seen))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            if seen - known:
                raise ChangedMeanwhile(_("Någon annan har tagit bort en idé medan du hade sidan öppen."))
            changed = actions.sort_ideas(
                root=here.root, place=here.place, rows=form.sorted(), theme=typed["theme"],
                new_theme=typed["new_theme"], actor=actor(here, Right.KEEP_IDEAS),
            )  # fmt: skip
        except ChangedMeanwhile:
            again, met = _sort_again(request, here, form)
            return _list(request, here, sort=again, met=met, status=409)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _back(request, here, _("Sparat. Ändrade idéer: %(count)s.") % {"count": changed})
    return _list(request, here, sort=form, status=422)


def _seen(request: HttpRequest) -> set[int]:
    """The ideas that stood in the form that was sent."""
    return {int(name[2:]) for name in request.POST if name.startswith("v-") and name[2:].isdecimal() and len(name) < 20}


def _only(groups: list[ThemeIdeas], seen: set[int]) -> list[ThemeIdeas]:
    """The list as the form had it: what others have added since is not in what was sent."""
    return [ThemeIdeas(one.theme, [idea for idea in one.ideas if idea.pk in seen]) for one in groups]


def _sort_again(request: HttpRequest, here: Here, form: SortForm) -> tuple[SortForm, Conflict]:
    """The list as it stands now with what was typed, and where the two differ."""
    groups = actions.ranked(here.root, here.place)
    typed = {one.idea_id: one for one in form.sorted()}
    data, pairs, newest = request.POST.copy(), [], None
    for group in groups:
        for idea in group.ideas:
            mine = typed.get(idea.pk)
            data[f"v-{idea.pk}"] = str(idea.version)
            if mine is None:
                data[f"p-{idea.pk}"] = str(idea.points)
            elif mine.seen_version != idea.version:
                newest = idea
                theirs = _("%(points)s poäng, %(theme)s") % {
                    "points": idea.points, "theme": group.theme or _("inget tema"),
                }  # fmt: skip
                pairs.append(Pair(idea.text, _("%(points)s poäng") % {"points": mine.points}, theirs))
    gone = len(_seen(request) - {idea.pk for group in groups for idea in group.ideas})
    if gone:
        pairs.append(Pair(_("Borttagna idéer"), "", str(gone)))
    change = last_change(newest) if newest else None
    who, at = (change.who, change.at) if change else (_("Någon annan"), clock.now())
    return SortForm(data, groups=groups), Conflict(who, at, pairs)


@page(
    "needs:idea",
    title=gettext_lazy("En idé"),
    about=About.PLACE,
    see=Right.KEEP_IDEAS,
    save=Right.KEEP_IDEAS,
)
def idea(request: HttpRequest, here: Here, idea: int) -> HttpResponse:
    """Put an idea right: its words, theme, points and meeting; or take it away."""
    one = get_object_or_404(Idea.objects.select_related("root", "place"), pk=idea, root=here.root, place=here.place)
    choices: dict[str, Any] = {
        "themes": list(IdeaTheme.objects.filter(root=here.root, place=here.place).order_by("title")),
        "meetings": _meetings(here),
    }
    form = IdeaForm(request.POST or None, initial={**_stored(one), "seen_version": one.version}, **choices)
    met: Conflict | None = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            facts = IdeaFacts(typed["text"], typed["theme"], typed["meeting"], typed["points"])
            actions.change_idea(
                idea=one, facts=facts, remove=typed["remove"], seen_version=typed["seen_version"],
                actor=actor(here, Right.KEEP_IDEAS),
            )  # fmt: skip
        except ChangedMeanwhile as changed:
            if not Idea.objects.filter(pk=one.pk).exists():
                messages.error(request, _("%(why)s Idén är borttagen.") % {"why": changed})
                return redirect("needs:ideas", root=here.root.key, place=here.place.slug)
            one.refresh_from_db()
            form.cleaned_data |= {name: str(typed[name].pk) if typed[name] else "" for name in ("theme", "meeting")}
            met = conflict(form, one, _stored(one))
            form = IdeaForm(seen_again(request.POST, "seen_version", one.version), **choices)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _back(request, here, _("Idén är borttagen.") if typed["remove"] else _("Idén är sparad."))
    return _form_page(request, here, _("En idé"), _("Spara idén"), form, met)


def _stored(one: Idea) -> dict[str, object]:
    return {
        "text": one.text,
        "theme": str(one.theme_id or ""),
        "points": one.points,
        "meeting": str(one.meeting_id or ""),
    }


def _form_page(
    request: HttpRequest, here: Here, title: str, label: str, form: IdeaForm | ThemeForm, met: Conflict | None
) -> HttpResponse:
    context = {**_below(here), "title": title, "action_label": label, "form": form, "conflict": met, "lead": ""}
    return render(request, "needs/idea.html", context, status=409 if met else 422 if form.is_bound else 200)


@page(
    "needs:theme",
    title=gettext_lazy("Ett tema för idéer"),
    about=About.PLACE,
    see=Right.KEEP_IDEAS,
    save=Right.KEEP_IDEAS,
)
def theme(request: HttpRequest, here: Here, theme: int) -> HttpResponse:
    """Give a theme another name, or take it away; its ideas stay."""
    known = IdeaTheme.objects.select_related("root", "place")
    one = get_object_or_404(known, pk=theme, root=here.root, place=here.place)
    form = ThemeForm(request.POST or None, initial={"title": one.title, "seen_version": one.version})
    met: Conflict | None = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.change_theme(theme=one, **typed, actor=actor(here, Right.KEEP_IDEAS))
        except ChangedMeanwhile as changed:
            if not IdeaTheme.objects.filter(pk=one.pk).exists():
                messages.error(request, _("%(why)s Temat är borttaget.") % {"why": changed})
                return redirect("needs:ideas", root=here.root.key, place=here.place.slug)
            one.refresh_from_db()
            met = conflict(form, one, {"title": one.title})
            form = ThemeForm(seen_again(request.POST, "seen_version", one.version))
        except ActionRefused as refused:
            form.add_error("title", str(refused))
        else:
            return _back(request, here, _("Temat är borttaget.") if typed["remove"] else _("Temat är sparat."))
    return _form_page(request, here, one.title, _("Spara temat"), form, met)


@page("needs:ideas_file", title=gettext_lazy("Idéerna som Excelfil"), about=About.PLACE, see=Right.SEE_PLACE)
def ideas_file(request: HttpRequest, here: Here) -> HttpResponse:
    """The ranked list as a workbook."""
    out = io.BytesIO()
    # What somebody typed is written as text: never run as a formula or made a link.
    rules = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # a process that makes no workbook need not carry it

    with xlsxwriter.Workbook(out, rules) as book:
        sheet, head = book.add_worksheet(_("Idéer")), book.add_format({"bold": True})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        for column, (title, width) in enumerate(((_("Tema"), 30), (_("Idé"), 70), (_("Poäng"), 8), (_("Möte"), 40))):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        row = 0
        for group in actions.ranked(here.root, here.place):
            for one in group.ideas:
                row += 1
                theme = group.theme.title if group.theme else ""
                meeting = meeting_title(one.meeting) if one.meeting else ""
                for column, words in ((0, theme), (1, one.text), (3, meeting)):
                    sheet.write_string(row, column, words, quoted if starts_a_formula(words) else text)
                sheet.write_number(row, 2, one.points)
    name = f"ideer-{here.place.slug}-{clock.today().isoformat()}.xlsx"
    return HttpResponse(
        out.getvalue(), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
