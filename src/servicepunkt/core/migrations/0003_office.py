import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_duty_taken_until"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=160, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("address", models.EmailField(max_length=254)),
                ("account_id", models.BigIntegerField(null=True)),
                ("area_id", models.BigIntegerField(null=True)),
                ("place_id", models.BigIntegerField(null=True)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Väntar"),
                            ("sending", "Skickas"),
                            ("sent", "Skickat"),
                            ("failed", "Kom inte fram"),
                            ("withdrawn", "Inställt"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("taken_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["not_before"],
                        name="letters_open",
                    ),
                    models.Index(fields=["area_id", "-id"], name="letters_of_area"),
                    models.Index(fields=["account_id", "-id"], name="letters_of_account"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("arguments", models.JSONField(default=dict)),
                ("account_id", models.BigIntegerField(null=True)),
                ("area_id", models.BigIntegerField(null=True)),
                ("place_id", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Väntar"),
                            ("running", "Pågår"),
                            ("done", "Klart"),
                            ("failed", "Gick inte"),
                            ("cancelled", "Avbrutet"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("taken_until", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, max_length=80)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("fault", models.CharField(blank=True, max_length=300)),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])), fields=["id"], name="jobs_open"
                    ),
                    models.Index(fields=["account_id", "-id"], name="jobs_of_account"),
                ],
            },
        ),
    ]
