"""The frame: language by cookie, headers, the base map's address, fonts, components."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

import servicepunkt
from servicepunkt.ui import views
from servicepunkt.ui.charts import Bar, bar_chart, progress_bar
from servicepunkt.ui.finders import FONT_FILES, FontFinder
from servicepunkt.ui.middleware import LanguageCookieMiddleware, SecurityHeadersMiddleware
from servicepunkt.ui.templatetags.ui import FLAGS, STATES

HTML = "text/html; charset=utf-8"


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def language_of(request: HttpRequest) -> HttpResponse:
    return HttpResponse(translation.get_language(), content_type=HTML)


@pytest.mark.parametrize(
    ("cookie", "browser", "language"),
    [(None, "en-GB,en;q=0.9", "sv"), ("en", "sv", "en"), ("sv", "en", "sv"), ("de", "de", "sv"), ("../x", "en", "sv")],
)
def test_swedish_unless_the_cookie_says_english(
    rf: RequestFactory, cookie: str | None, browser: str, language: str
) -> None:
    request = rf.get("/", headers={"accept-language": browser})
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = LanguageCookieMiddleware(language_of)(request)
    assert response.content.decode() == language
    assert response["Content-Language"] == language
    assert "Cookie" in response["Vary"]


def test_only_pages_vary_by_cookie() -> None:
    response = LanguageCookieMiddleware(lambda request: HttpResponse("", content_type="image/svg+xml"))(HttpRequest())
    assert "Vary" not in response


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [("/orter/?sida=2", "/orter/?sida=2"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("", "/")],
)
def test_the_language_switch_goes_back_within_our_host_only(rf: RequestFactory, target: str, leads_to: str) -> None:
    response = views.set_language(rf.post("/", {"language": "en", "next": target}))
    assert response.status_code == 302
    assert response["Location"] == leads_to
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "en"
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]


def test_the_language_switch_refuses_other_languages_and_get(rf: RequestFactory) -> None:
    assert views.set_language(rf.post("/", {"language": "de"})).status_code == 400
    assert views.set_language(rf.get("/")).status_code == 405


def test_a_page_may_load_nothing_from_elsewhere_and_run_nothing_inline() -> None:
    response = SecurityHeadersMiddleware(lambda request: HttpResponse(""))(HttpRequest())
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_a_view_may_set_a_header_of_its_own() -> None:
    def own(request: HttpRequest) -> HttpResponse:
        return HttpResponse("", headers={"Referrer-Policy": "no-referrer"})

    assert SecurityHeadersMiddleware(own)(HttpRequest())["Referrer-Policy"] == "no-referrer"


def test_the_base_map_is_kept_by_browsers_and_confirmed_by_its_tag(rf: RequestFactory) -> None:
    first = views.map_base(rf.get("/"))
    assert first["Content-Type"].startswith("image/svg+xml")
    assert "immutable" in first["Cache-Control"]
    again = views.map_base(rf.get("/", headers={"if-none-match": first["ETag"]}))
    assert again.status_code == 304


def test_the_frame_is_there_before_anybody_has_logged_in() -> None:
    assert not getattr(views.set_language, "login_required", True)
    assert not getattr(views.map_base, "login_required", True)


def test_the_typeface_comes_out_of_its_wheel() -> None:
    for name in FONT_FILES:
        assert finders.find(f"ui/fonts/{name}")
    finder = FontFinder()
    assert finder.find("ui/fonts/../../etc/passwd") == []
    assert [name for name, _storage in finder.list([])] == list(FONT_FILES)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("evidence", "Visat av underlag"),
        ("statement", "Intygat"),
        ("not_met", "Återstår"),
        ("not_relevant", "Inte aktuellt"),
        ("not_measurable", "Kan inte mätas än"),
    ],
)
def test_each_state_has_its_word_and_its_own_drawing(kind: str, word: str) -> None:
    assert word in render(f'{{% state "{kind}" %}}')
    assert 'class="sr-only"' in render(f'{{% state "{kind}" quiet=True %}}')


def test_no_two_states_or_flags_are_drawn_alike() -> None:
    states = {render(f'{{% state "{kind}" %}}').split("<svg")[1].split("</svg>")[0] for kind in STATES}
    flags = {render(f'{{% flag "{kind}" %}}').split("<svg")[1].split("</svg>")[0] for kind in FLAGS}
    assert len(states) == len(STATES)
    assert len(flags) == len(FLAGS)


def test_an_unknown_state_is_an_error() -> None:
    with pytest.raises(KeyError):
        render('{% state "done" %}')


def test_progress_leaves_out_what_is_not_relevant_and_names_statements() -> None:
    shown = render("{% progress evidence=7 statement=5 not_met=17 not_relevant=2 %}")
    assert "12 av 29 krav uppfyllda, varav 5 intygade; 2 inte aktuella" in shown
    assert "bar__evidence" in shown
    assert "bar__stripe" in shown
    assert "1 av 3" in render("{% progress evidence=1 not_met=2 small=True %}")
    assert "0 av 0" in render("{% progress %}")


def test_what_cannot_be_measured_is_never_a_number() -> None:
    shown = render('{% key_figure "Goda exempel" None %}')
    assert "kan inte mätas än" in shown
    assert "0" not in shown.replace("0 0 24 24", "").split("</svg>")[1]
    assert "figure__value" in render('{% key_figure "Startade" 0 %}')


def test_a_notice_keeps_its_content_and_escapes_its_title() -> None:
    shown = render('{% notice "warning" title=title %}<p>Läs <b>det här</b>.</p>{% endnotice %}', title="<i>")
    assert "notice--warning" in shown
    assert "<b>det här</b>" in shown
    assert "&lt;i&gt;" in shown
    assert "notice--info" in render('{% notice "debug" %}x{% endnotice %}')


class Statement(forms.Form):
    """A form with each kind of field."""

    how = forms.ChoiceField(label="Hur är det?", choices=[("y", "Ja"), ("n", "Nej")], widget=forms.RadioSelect)
    note = forms.CharField(label="Anteckning", help_text="Skriv kort.", required=False)
    sure = forms.BooleanField(label="Jag intygar")
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_a_field_ties_label_help_and_error_to_its_control() -> None:
    shown = render("{% form_fields form %}", form=Statement({"how": "x", "note": "", "version": "3"}))
    assert '<label class="field__label" for="id_note">' in shown
    assert 'aria-describedby="id_note_helptext"' in shown
    assert 'id="id_note_helptext"' in shown
    assert "(frivilligt)" in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_sure_error"' in shown
    assert "<legend>Hur är det?" in shown
    assert '<input type="hidden" name="version" value="3"' in shown


def test_the_error_summary_links_to_the_fields_and_is_silent_without_errors() -> None:
    shown = render("{% error_summary form %}", form=Statement({"how": "y"}))
    assert 'href="#id_sure"' in shown
    assert "Jag intygar" in shown
    assert "error-summary" not in render("{% error_summary form %}", form=Statement())


def test_bars_carry_title_description_and_values() -> None:
    drawn = bar_chart(
        "Krav", [Bar("Steg 1 & 2", (30, 0)), Bar("Steg 3", (0, 0))], ["Klart", "Kvar"], description="Text"
    )
    assert "<title" in drawn
    assert "<desc" in drawn
    assert "Steg 1 &amp; 2" in drawn
    assert ">30<" in drawn
    assert "style=" not in drawn


def test_bars_refuse_what_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        bar_chart("Krav", [], ["a", "b", "c", "d", "e"])
    with pytest.raises(ValueError, match="one value for each series"):
        bar_chart("Krav", [Bar("x", (1.0, 2.0))], ["a"])


def test_a_progress_bar_of_nothing_is_only_its_track() -> None:
    assert progress_bar(0, 0, 0).count("<rect") == 1


@pytest.mark.parametrize("address", ["/?q=a%00b", "/%00"])
def test_the_null_character_in_an_address_is_answered_and_no_failure(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert "Vi förstod inte frågan" in response.content.decode()


def test_words_for_the_ear_only_do_not_begin_with_a_sign() -> None:
    """They stand out of the line, so that a browser puts a space before them: "Skriv : Sammanfattning"."""
    package = Path(servicepunkt.__file__).parent
    wrong = [
        path.name for path in package.rglob("*.html") if re.search('class="sr-only">[:,;.]', path.read_text("utf-8"))
    ]
    assert wrong == []
