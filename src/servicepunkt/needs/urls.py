"""Addresses of what a place needs. What citizens answer lies at `urls_answer`, outside any programme."""

from django.urls import path

from . import (
    views,
    views_coverage,
    views_entry,
    views_gap,
    views_ideas,
    views_paper,
    views_population,
    views_results,
    views_running,
)

app_name = "needs"

_ONE = "ort/<slug:place>/behov/enkat/<int:questionnaire>/"

urlpatterns = [
    path("ort/<slug:place>/behov/", views.needs, name="needs"),
    path("ort/<slug:place>/behov/enkat/ny/", views.new, name="new"),
    path(_ONE, views.questionnaire, name="questionnaire"),
    path(f"{_ONE}uppgifter/", views.about, name="about"),
    path(f"{_ONE}fraga/ny/", views.new_question, name="new_question"),
    path(f"{_ONE}fraga/<slug:key>/", views.question, name="question"),
    path(f"{_ONE}ordna/", views.arrange, name="arrange"),
    path(f"{_ONE}forhandsgranska/", views.preview, name="preview"),
    path(f"{_ONE}oppna/", views_running.publish, name="publish"),
    path(f"{_ONE}sista-dag/", views_running.last_day, name="last_day"),
    path(f"{_ONE}stang/", views_running.close, name="close"),
    path(f"{_ONE}oppna-igen/", views_running.reopen, name="reopen"),
    path(f"{_ONE}gor-ny/", views_running.copy, name="copy"),
    path(f"{_ONE}ta-bort/", views_running.remove, name="remove"),
    path(f"{_ONE}koder/", views_running.codes, name="codes"),
    path(f"{_ONE}koder/fil/", views_running.codes_file, name="codes_file"),
    path(f"{_ONE}qr.svg", views_running.qr, name="qr"),
    path(f"{_ONE}anslag/", views_running.notice, name="notice"),
    path(f"{_ONE}vill-hjalpa/", views_running.willing, name="willing"),
    path(f"{_ONE}vill-hjalpa/<uuid:willing>/ta-bort/", views_running.forget, name="forget"),
    path(f"{_ONE}skriv-in/", views_entry.enter, name="enter"),
    path(f"{_ONE}intervju/", views_entry.interview, name="interview"),
    path(f"{_ONE}blanketter/", views_paper.papers, name="papers"),
    path(f"{_ONE}lappar/", views_paper.slips_file, name="slips"),
    path(f"{_ONE}resultat/", views_results.results, name="results"),
    path(f"{_ONE}resultat/fil/", views_results.results_csv, name="results_csv"),
    path(f"{_ONE}egna-ord/", views_results.words, name="words"),
    path(f"{_ONE}egna-ord/<uuid:text>/", views_results.hide_words, name="hide_words"),
    path("ort/<slug:place>/behov/vilka-har-svarat/", views_coverage.coverage, name="coverage"),
    path("ort/<slug:place>/behov/mot-utbud/", views_gap.gap, name="gap"),
    path("ort/<slug:place>/behov/mot-utbud/fil/", views_gap.gap_file, name="gap_file"),
    path("ort/<slug:place>/behov/befolkning/", views_population.population, name="population"),
    path("ort/<slug:place>/behov/ideer/", views_ideas.ideas, name="ideas"),
    path("ort/<slug:place>/behov/ideer/fil/", views_ideas.ideas_file, name="ideas_file"),
    path("ort/<slug:place>/behov/ideer/<int:idea>/", views_ideas.idea, name="idea"),
    path("ort/<slug:place>/behov/ideer/tema/<int:theme>/", views_ideas.theme, name="theme"),
]
