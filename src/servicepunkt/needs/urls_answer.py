"""Addresses where people answer, without logging in."""

from django.urls import URLPattern

app_name = "answer"

urlpatterns: list[URLPattern] = []
