"""Addresses of a programme's own pages."""

from django.urls import path

from . import views, views_letters, views_money, views_overview, views_village

app_name = "programme"

VILLAGE = "ort/<slug:place>/bygden/"

urlpatterns = [
    path("", views_overview.programme, name="programme"),
    path("kalender/", views.calendar, name="calendar"),
    path("kalender/mote/<int:meeting>/", views.meeting, name="meeting"),
    path("kalender/rapport/<int:report>/", views.report, name="report"),
    path("pengar/", views_money.money, name="money"),
    path("pengar/<int:outlay>/", views_money.outlay, name="outlay"),
    path("utskick/", views_letters.letters, name="letters"),
    path("utskick/<int:letter>/", views_letters.letter, name="letter"),
    path("utskick/<int:letter>/igen/", views_letters.again, name="letter_again"),
    path("utskick/<int:letter>/stall-in/", views_letters.stop, name="letter_stop"),
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
