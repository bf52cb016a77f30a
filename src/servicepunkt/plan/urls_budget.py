"""Addresses of a place's budget, and of the programme's legal amounts: a namespace of its own, as its sheets are a book
of their own."""

from django.urls import path

from . import views_budget, views_lines, views_outcome, views_rules

app_name = "budget"

_BUDGET = "ort/<slug:place>/plan/budget/"
_SHEET = f"{_BUDGET}rader/<slug:sheet>/"

urlpatterns = [
    path(_BUDGET, views_budget.budget, name="budget"),
    path(f"{_BUDGET}tal-den/", views_budget.stands, name="stands"),
    path(f"{_BUDGET}ram/", views_budget.frame, name="frame"),
    path(f"{_BUDGET}fil/", views_lines.export, name="export"),
    path(f"{_BUDGET}las-in/", views_lines.import_file, name="import"),
    path(_SHEET, views_lines.sheet, name="sheet"),
    path(f"{_SHEET}ny/", views_lines.new_fact, name="new_fact"),
    path(f"{_SHEET}<int:fact>/", views_lines.fact, name="fact"),
    path(f"{_SHEET}<int:fact>/ta-bort/", views_lines.remove_fact, name="remove_fact"),
    path(f"{_BUDGET}stod/", views_rules.rules, name="rules"),
    path(f"{_BUDGET}stod/<slug:rule>/", views_rules.rule, name="rule"),
    path(f"{_BUDGET}kop/", views_rules.procurement, name="procurement"),
    path(f"{_BUDGET}utfall/", views_outcome.outcome, name="outcome"),
    path("belopp/", views_rules.legal_values, name="legal_values"),
    path("belopp/<str:value>/", views_rules.legal_value, name="legal_value"),
]
