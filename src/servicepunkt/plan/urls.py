"""Addresses of a place's project plan."""

from django.urls import path

from . import views_chapters, views_documents, views_influence, views_promises, views_sheets

app_name = "plan"

_PLAN = "ort/<slug:place>/plan/"
_CHAPTER = f"{_PLAN}kapitel/<slug:chapter>/"

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
    path(_PLAN, views_chapters.plan, name="plan"),
    path(f"{_PLAN}dokument/", views_documents.documents, name="documents"),
    path(f"{_PLAN}dokument/serviceplan/fil/", views_documents.extract_file, name="extract_file"),
    path(f"{_PLAN}dokument/serviceplan/kommunen/", views_documents.begin_municipality, name="begin_municipality"),
    path(f"{_PLAN}dokument/<slug:kind>/", views_documents.begin, name="begin"),
    path(_CHAPTER, views_chapters.chapter, name="chapter"),
    path(f"{_CHAPTER}skriv/", views_chapters.write, name="write"),
    path(f"{_CHAPTER}beslut/", views_chapters.decide, name="decide"),
    path(f"{_CHAPTER}beslut/<int:decision>/", views_chapters.decided, name="decided"),
    path(f"{_CHAPTER}behandlas-inte/", views_chapters.set_aside, name="set_aside"),
    path(f"{_CHAPTER}ny-risk/", views_chapters.new_risk, name="new_risk"),
    path(f"{_PLAN}risk/<int:risk>/", views_chapters.risk, name="risk"),
    path(f"{_PLAN}loften/", views_promises.promises, name="promises"),
    path(f"{_PLAN}loften/<int:line>/", views_promises.change_promise, name="change_promise"),
    path(f"{_PLAN}inflytande/", views_influence.influence, name="influence"),
    path(f"{_PLAN}inflytande/skriv/", views_influence.write_influence, name="write_influence"),
    path(f"{_PLAN}inflytande/nytt-beslut/", views_influence.new_entry, name="new_entry"),
    path(f"{_PLAN}inflytande/beslut/<int:entry>/", views_influence.entry, name="entry"),
    path(f"{_PLAN}driftsform/", views_influence.operating_form, name="operating_form"),
    path(f"{_PLAN}driftsform/fragor/", views_influence.operating_answers, name="operating_answers"),
    path(f"{_PLAN}driftsform/val/", views_influence.operating_choice, name="operating_choice"),
]
