"""Addresses of a place's agreements."""

from django.urls import path

from . import views, views_agreement, views_kept

app_name = "agreements"

_HERE = "ort/<slug:place>/avtal/"
_ONE = f"{_HERE}<int:agreement>/"
_KEPT = f"{_ONE}atagande/<int:commitment>/uppfoljning/"

urlpatterns = [
    path(_HERE, views.agreements, name="agreements"),
    path(f"{_HERE}dorrar/", views.doors, name="doors"),
    path(f"{_HERE}part/ny/", views.new_party, name="new_party"),
    path(f"{_HERE}part/<int:partner>/", views.party, name="party"),
    path(f"{_HERE}behov/nytt/", views.new_needed, name="new_needed"),
    path(f"{_HERE}behov/<int:needed>/", views.needed, name="needed"),
    path(f"{_HERE}ar/<int:year>/", views_kept.year, name="year"),
    path(f"{_HERE}nytt/", views_agreement.new_agreement, name="new_agreement"),
    path(_ONE, views_agreement.agreement, name="agreement"),
    path(f"{_ONE}villkor/", views_agreement.terms, name="terms"),
    path(f"{_ONE}part/ny/", views_agreement.new_side, name="new_side"),
    path(f"{_ONE}part/<int:side>/", views_agreement.side, name="side"),
    path(f"{_ONE}atagande/nytt/", views_agreement.new_commitment, name="new_commitment"),
    path(f"{_ONE}atagande/<int:commitment>/", views_agreement.commitment, name="commitment"),
    path(f"{_ONE}lagg-fram/", views_agreement.lay, name="lay"),
    path(f"{_ONE}ta-tillbaka/", views_agreement.take_back, name="take_back"),
    path(f"{_ONE}lagg-ner/", views_agreement.drop, name="drop"),
    path(f"{_ONE}tillagg/", views_agreement.supplement, name="supplement"),
    path(f"{_ONE}skriv-under/", views_kept.sign, name="sign"),
    path(f"{_ONE}part/<int:side>/papper/", views_kept.paper, name="paper"),
    path(f"{_ONE}papper/<int:paper>/", views_kept.paper_file, name="paper_file"),
    path(f"{_KEPT}ny/", views_kept.new_follow_up, name="new_follow_up"),
    path(f"{_KEPT}<int:follow_up>/", views_kept.follow_up, name="follow_up"),
    path(f"{_ONE}uppsagning/", views_kept.notice, name="notice"),
    path(f"{_ONE}forlangning/", views_kept.extend, name="extend"),
    path(f"{_ONE}om-nagon-gar-ur/", views_kept.leaving, name="leaving"),
]
