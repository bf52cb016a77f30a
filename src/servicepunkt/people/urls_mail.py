"""Addresses of one's own letters."""

from django.urls import path

from . import views_mail

app_name = "post"

urlpatterns = [
    path("paminnelser/", views_mail.choices, name="choices"),
    path("paminnelser/spara/", views_mail.choose, name="choose"),
    path("brev/", views_mail.letters, name="letters"),
    path("brev/<int:letter>/", views_mail.letter, name="letter"),
]
