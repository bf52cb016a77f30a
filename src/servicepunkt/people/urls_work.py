"""Addresses of background work. They belong to whoever asked for it, in no programme."""

from django.urls import path

from . import views_work

app_name = "work"

urlpatterns = [
    path("<uuid:key>/", views_work.job, name="job"),
    path("<uuid:key>/avbryt/", views_work.cancel, name="cancel"),
    path("<uuid:key>/igen/", views_work.again, name="again"),
    path("<uuid:key>/fil/", views_work.result, name="result"),
]
