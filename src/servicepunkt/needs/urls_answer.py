"""Addresses where people answer, without logging in."""

from django.urls import path

from . import views_answer

app_name = "answer"

urlpatterns = [
    path("sw.js", views_answer.worker, name="worker"),
    path("<slug:key>/", views_answer.answer, name="answer"),
    path("<slug:key>/hjalp/", views_answer.offer, name="help"),
    path("<slug:key>/tack/", views_answer.thanks, name="thanks"),
]
