"""Addresses of a place's project plan."""

from django.urls import path

from . import views_budget, views_lines, views_rules

app_name = "plan"

_BUDGET = "ort/<slug:place>/plan/budget/"

urlpatterns = [
    path(_BUDGET, views_budget.budget, name="budget"),
    path(f"{_BUDGET}tal-den/", views_budget.stands, name="budget_stands"),
    path(f"{_BUDGET}ram/", views_budget.frame, name="budget_frame"),
    path(f"{_BUDGET}rader/<slug:lines>/", views_lines.lines, name="budget_lines"),
    path(f"{_BUDGET}rader/<slug:lines>/ny/", views_lines.new_line, name="new_line"),
    path(f"{_BUDGET}rader/<slug:lines>/<int:line>/", views_lines.line, name="line"),
    path(f"{_BUDGET}rader/<slug:lines>/<int:line>/ta-bort/", views_lines.remove_line, name="remove_line"),
    path(f"{_BUDGET}stod/", views_rules.rules, name="rules"),
    path(f"{_BUDGET}stod/<slug:rule>/", views_rules.rule, name="rule"),
    path(f"{_BUDGET}kop/", views_rules.procurement, name="procurement"),
    path("belopp/", views_rules.legal_values, name="legal_values"),
    path("belopp/<str:value>/", views_rules.legal_value, name="legal_value"),
]
