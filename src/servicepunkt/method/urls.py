"""Addresses of the way of working, under a programme."""

from django.urls import path

from . import views, views_gates

app_name = "method"

PLACE = "ort/<slug:place>/"

urlpatterns = [
    path("arbetssatt/", views.method, name="method"),
    path("arbetssatt/byt/<int:version>/", views.adopt, name="adopt"),
    path(PLACE, views.place, name="place"),
    path(f"{PLACE}krav/<slug:requirement>/", views.requirement, name="requirement"),
    path(f"{PLACE}grind/<slug:gate>/", views_gates.gate, name="gate"),
    path(f"{PLACE}grind/<slug:gate>/svar/<slug:party>/", views_gates.confirm, name="confirm"),
    path(f"{PLACE}beslut/", views_gates.decisions, name="decisions"),
    path(f"{PLACE}beslut/<int:passage>/", views_gates.decision, name="decision"),
    path(f"{PLACE}bilaga/<int:statement>/", views.attachment, name="attachment"),
]
