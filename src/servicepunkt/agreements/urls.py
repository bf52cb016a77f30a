"""Addresses of a place's agreements."""

from django.urls import URLPattern

app_name = "agreements"

urlpatterns: list[URLPattern] = []
