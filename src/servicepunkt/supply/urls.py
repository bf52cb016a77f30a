"""Addresses of what a place has."""

from django.urls import path

from . import views, views_facts, views_files, views_register

app_name = "supply"

urlpatterns = [
    path("ort/<slug:place>/utbud/", views.supply, name="supply"),
    path("ort/<slug:place>/utbud/ny/", views.new_offer, name="new_offer"),
    path("ort/<slug:place>/utbud/<int:offer>/", views.offer, name="offer"),
    path("ort/<slug:place>/utbud/<int:offer>/ta-bort/", views.remove, name="remove"),
    path("ort/<slug:place>/utbud/inget/<slug:sector>/", views.nothing, name="nothing"),
    path("ort/<slug:place>/utbud/kommunala-omraden/", views.areas, name="areas"),
    path("ort/<slug:place>/utbud/fil/", views_files.export, name="export"),
    path("ort/<slug:place>/utbud/register/", views_register.near, name="near"),
    path("register/", views_register.registers, name="registers"),
    path("register/<slug:key>/rapport/", views_register.report, name="register_report"),
    path("ort/<slug:place>/utbud/las-in/", views_files.import_file, name="import"),
    path("ort/<slug:place>/utbud/lokaler/jamfor/", views_facts.compare, name="compare"),
    path("ort/<slug:place>/utbud/blad/<slug:sheet>/", views_facts.sheet, name="sheet"),
    path("ort/<slug:place>/utbud/blad/<slug:sheet>/ny/", views_facts.new_fact, name="new_fact"),
    path("ort/<slug:place>/utbud/blad/<slug:sheet>/inget/", views_facts.none_found, name="none_found"),
    path("ort/<slug:place>/utbud/blad/<slug:sheet>/<int:fact>/", views_facts.fact, name="fact"),
    path("ort/<slug:place>/utbud/blad/<slug:sheet>/<int:fact>/ta-bort/", views_facts.remove_fact, name="remove_fact"),
]
