"""Addresses of the frame itself: the language switch and the base map."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from servicepunkt.ui import views

app_name = "ui"

urlpatterns = [
    path("sprak/", login_not_required(views.set_language), name="language"),
    path("karta/sverige.svg", login_not_required(views.map_base), name="map_base"),
]
