"""Addresses of what a place needs. What citizens answer lies at `urls_answer`, outside any programme."""

from django.urls import URLPattern

app_name = "needs"

urlpatterns: list[URLPattern] = []
