"""Addresses of a programme's own pages."""

from django.urls import path

from . import (
    views,
    views_costs,
    views_decisions,
    views_letters,
    views_meetings,
    views_minutes,
    views_money,
    views_overview,
    views_reports,
    views_village,
)

app_name = "programme"

MEETING = "kalender/mote/<int:meeting>/"
VILLAGE = "ort/<slug:place>/bygden/"

urlpatterns = [
    path("", views_overview.programme, name="programme"),
    path("kalender/", views_meetings.calendar, name="calendar"),
    path("kalender/mote/nytt/", views_meetings.new_meeting, name="new_meeting"),
    path(MEETING, views_meetings.meeting, name="meeting"),
    path(f"{MEETING}plan/", views_meetings.meeting_plan, name="meeting_plan"),
    path(f"{MEETING}kallelse/", views_meetings.call, name="call"),
    path(f"{MEETING}stall-in/", views_meetings.cancel_meeting, name="cancel_meeting"),
    path(f"{MEETING}mote.ics", views_meetings.meeting_ics, name="meeting_ics"),
    path(f"{MEETING}dagordning/", views_minutes.draft_agenda, name="draft_agenda"),
    path(f"{MEETING}dagordning/ny/", views_minutes.new_item, name="new_item"),
    path(f"{MEETING}dagordning/<int:item>/", views_minutes.item, name="item"),
    path(f"{MEETING}dagordning/<int:item>/flytta/", views_minutes.move_item, name="move_item"),
    path(f"{MEETING}narvaro/", views_minutes.attendance, name="attendance"),
    path(f"{MEETING}protokoll/", views_minutes.minutes, name="minutes"),
    path(f"{MEETING}kostnader/", views_minutes.meeting_costs, name="meeting_costs"),
    path(f"{MEETING}styrelsen/", views_minutes.tell_board, name="tell_board"),
    path(f"{MEETING}svar/", views_minutes.board_answer, name="board_answer"),
    path(f"{MEETING}beslut/nytt/", views_decisions.new_decision, name="new_decision"),
    path(f"{MEETING}beslut/<int:decision>/", views_decisions.decision, name="decision"),
    path(f"{MEETING}beslut/<int:decision>/rosta/", views_decisions.vote, name="vote"),
    path("styrelsen/", views_minutes.board, name="board"),
    path("uppgifter/", views_decisions.tasks, name="tasks"),
    path("uppgifter/ny/", views_decisions.new_task, name="new_task"),
    path("uppgifter/<int:task>/", views_decisions.task, name="task"),
    path("uppgifter/<int:task>/andra/", views_decisions.change_task, name="change_task"),
    path("kalender/rapporter/", views_reports.reports, name="reports"),
    path("kalender/rapport/<int:report>/", views_reports.report, name="report"),
    path("kalender/rapport/<int:report>/borja/", views_reports.begin_report, name="begin_report"),
    path("pengar/", views_money.money, name="money"),
    path("pengar/kostnader/", views_costs.costs, name="costs"),
    path("pengar/kostnader/fil/", views_costs.costs_file, name="costs_file"),
    path("pengar/kostnader/<int:cost>/", views_costs.cost, name="cost"),
    path("pengar/<int:outlay>/", views_money.outlay, name="outlay"),
    path("utskick/", views_letters.letters, name="letters"),
    path("utskick/<int:letter>/", views_letters.letter, name="letter"),
    path("utskick/<int:letter>/igen/", views_letters.again, name="letter_again"),
    path("utskick/<int:letter>/stall-in/", views_letters.stop, name="letter_stop"),
    path("indelning/", views.division, name="division"),
    path("indelning/<slug:place>/", views.divide, name="divide"),
    path("om/", views.about, name="about"),
    path("logg/", views.journal, name="journal"),
    path("ort/<slug:place>/logg/", views.place_journal, name="place_journal"),
    path(VILLAGE, views_village.village, name="village"),
    path(f"{VILLAGE}balans/", views_village.balance, name="balance"),
    path(f"{VILLAGE}vision/", views_village.vision, name="vision"),
    path(f"{VILLAGE}mote/nytt/", views_village.new_village_meeting, name="new_village_meeting"),
    path(f"{VILLAGE}mote/<int:meeting>/", views_village.village_meeting, name="village_meeting"),
    path(f"{VILLAGE}medel/ny/", views_village.new_application, name="new_application"),
    path(f"{VILLAGE}medel/<int:application>/", views_village.application, name="application"),
]
