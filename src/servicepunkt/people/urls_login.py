"""Addresses about logging in: where one is logged in, and the links of invitations."""

from django.urls import path

from . import views_login

app_name = "login"

urlpatterns = [
    path("konto/inloggad/", views_login.sessions, name="sessions"),
    path("inbjudan/<str:key>/", views_login.invited, name="invited"),
]
