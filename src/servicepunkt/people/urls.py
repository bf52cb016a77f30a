"""Addresses of the organisation: bodies, local groups, seats."""

from django.urls import path

from . import views, views_invitations

app_name = "people"

urlpatterns = [
    path("grupper/", views.bodies, name="bodies"),
    path("ort/<slug:place>/grupp/", views.local_group, name="local_group"),
    path("plats/<int:seat>/", views.seat, name="seat"),
    path("innehav/<int:holding>/avsluta/", views.end, name="end"),
    path("innehav/<int:holding>/bjud-in/", views_invitations.invite, name="invite"),
    path("innehav/<int:holding>/ta-tillbaka/", views_invitations.withdraw, name="withdraw"),
]
