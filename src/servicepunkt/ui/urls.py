"""Addresses of the frame itself: the language switch and the base map."""

from django.urls import path

from servicepunkt.ui import views

app_name = "ui"

urlpatterns = [
    path("sprak/", views.set_language, name="language"),
    path("karta/sverige.svg", views.map_base, name="map_base"),
]
