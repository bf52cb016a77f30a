"""Addresses of documents, under a programme."""

from django.urls import path

from . import views, views_approval, views_drafts, views_freezing, views_retention

app_name = "documents"

DRAFT = "dokument/utkast/<int:draft>/"
VERSION = "dokument/<int:version>/"

urlpatterns = [
    path("dokument/", views.documents, name="documents"),
    path("dokument/gallring/", views_retention.sorting, name="retention"),
    path("dokument/gallring/forstor/", views_retention.destroy, name="destroy"),
    path("dokument/gallring/liggare/", views_retention.register, name="register"),
    path(DRAFT, views_drafts.draft, name="draft"),
    path(f"{DRAFT}marka/", views_drafts.marking, name="marking"),
    path(f"{DRAFT}ny-del/", views_drafts.new_part, name="new_part"),
    path(f"{DRAFT}del/<int:part>/", views_drafts.part, name="part"),
    path(f"{DRAFT}del/<int:part>/ta-bort/", views_drafts.remove_part, name="remove_part"),
    path(f"{DRAFT}del/<int:part>/flytta/", views_drafts.move_part, name="move_part"),
    path(f"{DRAFT}utkast.pdf", views_drafts.preview, name="preview"),
    path(f"{DRAFT}jamfor/<int:version>/", views.compare_draft, name="compare_draft"),
    path(f"{DRAFT}lagg-fram/", views_approval.propose, name="propose"),
    path(f"{DRAFT}ta-tillbaka/", views_approval.take_back, name="take_back"),
    path(f"{DRAFT}godkann/", views_approval.approve, name="approve"),
    path(f"{DRAFT}fryses/", views_freezing.waiting, name="freezing"),
    path(f"{DRAFT}fryses/igen/", views_freezing.again, name="freeze_again"),
    path(VERSION, views.version, name="version"),
    path(f"{VERSION}fil/<str:form>/", views.file, name="file"),
    path(f"{VERSION}jamfor/<int:other>/", views.compare, name="compare"),
    path(f"{VERSION}dra-tillbaka/", views_approval.withdraw, name="withdraw"),
    path(f"{VERSION}maskera/", views_approval.mask, name="mask"),
]
