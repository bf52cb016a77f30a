"""Addresses of a place's project plan."""

from django.urls import path

from . import views_sheets

app_name = "plan"

urlpatterns = [
    path("ort/<slug:place>/plan/blad/", views_sheets.sheets, name="sheets"),
    path("ort/<slug:place>/plan/blad/fil/", views_sheets.export, name="export"),
    path("ort/<slug:place>/plan/blad/las-in/", views_sheets.import_file, name="import"),
    path("ort/<slug:place>/plan/blad/oppettider/jamfor/", views_sheets.hours, name="hours"),
    path("ort/<slug:place>/plan/blad/erbjudandet/ur-utbudet/", views_sheets.from_supply, name="from_supply"),
    path("ort/<slug:place>/plan/blad/lokal/", views_sheets.premises, name="premises"),
    path("ort/<slug:place>/plan/blad/<slug:sheet>/", views_sheets.sheet, name="sheet"),
    path("ort/<slug:place>/plan/blad/<slug:sheet>/ny/", views_sheets.new_fact, name="new_fact"),
    path("ort/<slug:place>/plan/blad/<slug:sheet>/inget/", views_sheets.none_found, name="none_found"),
    path("ort/<slug:place>/plan/blad/<slug:sheet>/<int:fact>/", views_sheets.fact, name="fact"),
    path("ort/<slug:place>/plan/blad/<slug:sheet>/<int:fact>/ta-bort/", views_sheets.remove_fact, name="remove_fact"),
]
