"""Addresses of a programme's own pages."""

from django.urls import path

from . import views, views_money, views_overview

app_name = "programme"

urlpatterns = [
    path("", views_overview.programme, name="programme"),
    path("kalender/", views.calendar, name="calendar"),
    path("kalender/mote/<int:meeting>/", views.meeting, name="meeting"),
    path("kalender/rapport/<int:report>/", views.report, name="report"),
    path("pengar/", views_money.money, name="money"),
    path("pengar/<int:outlay>/", views_money.outlay, name="outlay"),
    path("indelning/", views.division, name="division"),
    path("indelning/<slug:place>/", views.divide, name="divide"),
    path("om/", views.about, name="about"),
    path("logg/", views.journal, name="journal"),
    path("ort/<slug:place>/logg/", views.place_journal, name="place_journal"),
]
