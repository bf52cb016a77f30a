import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_office"),
        ("people", "0004_office"),
        ("places", "0002_english_texts"),
        ("programme", "0002_village"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="board_answer",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="board_told_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="called_at",
            field=models.DateTimeField(help_text="when the invitation was sent", null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="calls",
            field=models.PositiveSmallIntegerField(default=0, help_text="how often it was sent: a calendar's SEQUENCE"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="message",
            field=models.TextField(blank=True, help_text="what the invitation says besides day and place"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="minutes",
            field=models.PositiveSmallIntegerField(default=0, help_text="how long it is planned to take; 0: not said"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="starts_at",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="venue",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="reportdue",
            name="sent_version",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.frozenversion"
            ),
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("notes", models.TextField(blank=True, help_text="what was said, for the minutes")),
                (
                    "drafted",
                    models.CharField(
                        blank=True, help_text="what it was drafted from; else written by hand", max_length=40
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agenda", to="programme.meeting"
                    ),
                ),
            ],
            options={
                "ordering": ["number", "id"],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Inte beslutat"),
                            ("yes", "Bifall"),
                            ("no", "Avslag"),
                            ("postponed", "Bordlagt"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions",
                        to="programme.agendaitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="programme.meeting",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="programme.decision",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.seat"),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_id", models.BigIntegerField()),
                (
                    "answer",
                    models.CharField(choices=[("yes", "Ja"), ("no", "Nej"), ("abstain", "Avstår")], max_length=8),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="programme.decision"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.seat"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("room", "På plats"), ("remote", "På distans"), ("absent", "Anmält förhinder")],
                        max_length=8,
                    ),
                ),
                ("substitute", models.BooleanField(default=False)),
                ("adjuster", models.BooleanField(default=False, help_text="approves the minutes (justerare)")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="programme.meeting"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.seat"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("meeting", "seat"), name="a_seat_attends_once")],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own_time", "Eget arbete"),
                            ("staff", "Personal"),
                            ("travel", "Resor och logi"),
                            ("premises", "Lokaler och kontor"),
                            ("services", "Köpta tjänster"),
                            ("equipment", "Utrustning"),
                            ("information", "Information och spridning"),
                            ("other", "Övrigt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=2, default=0, max_digits=7)),
                ("amount_ore", models.BigIntegerField(default=0)),
                ("on", models.DateField()),
                ("text", models.CharField(blank=True, max_length=200)),
                ("request_key", models.UUIDField(unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="programme.meeting",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="people.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_ore", 0), ("hours__gt", 0), ("kind", "own_time")),
                            models.Q(models.Q(("kind", "own_time"), _negated=True), ("amount_ore__gt", 0)),
                            _connector="OR",
                        ),
                        name="time_or_money",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["open", "postponed"]), ("decided_on__isnull", False), _connector="OR"
                ),
                name="decided_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("decision", "seat"), name="a_seat_votes_once"),
        ),
    ]
