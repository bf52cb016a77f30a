"""The URL map: every room's pages under one roof."""

from django.urls import include, path

from servicepunkt.people import oidc

from . import views, views_handbook

own = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("konto/", views.account, name="account"),
    path("behorigheter/", views.permissions, name="permissions"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("handbok/", views_handbook.handbook, name="handbook"),
    path("handbok/hela-vagen/", views_handbook.way, name="handbook_way"),
    path("handbok/planen/", views_handbook.plan, name="handbook_plan"),
    path("handbok/budgeten/", views_handbook.budget, name="handbook_budget"),
    path("handbok/avtalen/", views_handbook.agreements, name="handbook_agreements"),
    path("handbok/starten/", views_handbook.start, name="handbook_start"),
    path("handbok/kontaktperson/", views_handbook.contact, name="handbook_contact"),
    path("handbok/intervjuare/", views_handbook.interviewer, name="handbook_interviewer"),
    path("handbok/handlaggare/", views_handbook.officer, name="handbook_officer"),
    path("handbok/rapporter/", views_handbook.reports, name="handbook_reports"),
    path("handbok/finansiar/", views_handbook.funder, name="handbook_funder"),
    path("handbok/projektledare/", views_handbook.leader, name="handbook_leader"),
    path("handbok/sekreterare/", views_handbook.secretary, name="handbook_secretary"),
    path("handbok/paminnelser/", views_handbook.reminders, name="handbook_reminders"),
]

urlpatterns = [
    path("", include((own, "web"))),
    path("", include("servicepunkt.ui.urls")),
    # Before the login library's page of the same address: where no letters can be sent it says whom to ask instead.
    path("konto/password/reset/", views.password_reset),
    path("konto/password/reset/done/", views.password_reset_done),
    # An address comes from whoever seated the person. Changed here alone it would part from the person's.
    path("konto/email/", views.no_such_page),
    path("konto/3rdparty/signup/", views.no_such_page),  # nobody gets an account by another login
    # Before the login library's own: the provider's signature is always checked.
    path("konto/oidc/<str:provider_id>/login/", oidc.login),
    path("konto/oidc/<str:provider_id>/login/callback/", oidc.callback),
    path("", include("servicepunkt.people.urls_login")),
    path("", include("servicepunkt.programme.urls_calendar")),
    path("konto/", include("servicepunkt.people.urls_mail")),
    path("konto/", include("allauth.urls")),
    path("arbete/", include("servicepunkt.people.urls_work")),
    path("program/<slug:root>/", include("servicepunkt.programme.urls")),
    path("program/<slug:root>/", include("servicepunkt.method.urls")),
    path("program/<slug:root>/", include("servicepunkt.people.urls")),
    path("program/<slug:root>/", include("servicepunkt.documents.urls")),
    path("program/<slug:root>/", include("servicepunkt.supply.urls")),
    path("program/<slug:root>/", include("servicepunkt.needs.urls")),
    path("program/<slug:root>/", include("servicepunkt.plan.urls")),
    path("program/<slug:root>/", include("servicepunkt.plan.urls_budget")),
    path("program/<slug:root>/", include("servicepunkt.agreements.urls")),
    path("svara/", include("servicepunkt.needs.urls_answer")),
]
