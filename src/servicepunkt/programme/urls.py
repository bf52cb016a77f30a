"""Addresses of a programme's own pages."""

from django.urls import path

from . import views, views_costs, views_money, views_overview, views_reports, views_village

app_name = "programme"

VILLAGE = "ort/<slug:place>/bygden/"

urlpatterns = [
    path("", views_overview.programme, name="programme"),
    path("kalender/", views.calendar, name="calendar"),
    path("kalender/mote/<int:meeting>/", views.meeting, name="meeting"),
    path("kalender/rapporter/", views_reports.reports, name="reports"),
    path("kalender/rapport/<int:report>/", views_reports.report, name="report"),
    path("kalender/rapport/<int:report>/borja/", views_reports.begin_report, name="begin_report"),
    path("pengar/", views_money.money, name="money"),
    path("pengar/kostnader/", views_costs.costs, name="costs"),
    path("pengar/kostnader/fil/", views_costs.costs_file, name="costs_file"),
    path("pengar/kostnader/<int:cost>/", views_costs.cost, name="cost"),
    path("pengar/<int:outlay>/", views_money.outlay, name="outlay"),
    path("indelning/", views.division, name="division"),
    path("indelning/<slug:place>/", views.divide, name="divide"),
    path("om/", views.about, name="about"),
    path("logg/", views.journal, name="journal"),
    path("ort/<slug:place>/logg/", views.place_journal, name="place_journal"),
    path(VILLAGE, views_village.village, name="village"),
    path(f"{VILLAGE}balans/", views_village.balance, name="balance"),
    path(f"{VILLAGE}vision/", views_village.vision, name="vision"),
    path(f"{VILLAGE}mote/nytt/", views_village.new_village_meeting, name="new_village_meeting"),
    path(f"{VILLAGE}mote/<int:meeting>/", views_village.village_meeting, name="village_meeting"),
    path(f"{VILLAGE}medel/ny/", views_village.new_application, name="new_application"),
    path(f"{VILLAGE}medel/<int:application>/", views_village.application, name="application"),
]
