"""Addresses of one's own calendar: the page under the account, and the calendar itself."""

from django.urls import path

from . import views_feed

app_name = "calendar"

urlpatterns = [
    path("konto/kalender/", views_feed.mine, name="mine"),
    path("konto/kalender/ny/", views_feed.make, name="make"),
    path("konto/kalender/bort/", views_feed.end, name="end"),
    path("kalender/<str:key>.ics", views_feed.ics, name="feed"),
]
