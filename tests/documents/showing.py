"""Documents on pages of the house's frame, on an address map of their own: what the browser tests look at."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from servicepunkt.documents.blocks import Document
from servicepunkt.documents.html import render

from .report import report
from .samples import REPORT, every_block

PAGE = """{% extends "ui/base.html" %}{% load static %}{% block title %}{{ document.title }}{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static 'documents/document.css' %}">{% endblock %}
{% block heading %}{{ document.title }}{% endblock %}{% block content %}{{ article }}{% endblock %}"""


def showing(make: Callable[[], Document]) -> Callable[[HttpRequest], HttpResponse]:
    """A view of one document."""

    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        made = make()
        context = {"document": made, "article": render(made)}
        return HttpResponse(engines["django"].from_string(PAGE).render(context, request))

    return view


urlpatterns = [
    path("report/", showing(report)),
    path("every/", showing(lambda: every_block(REPORT))),
    path("", include("servicepunkt.web.urls")),
]
