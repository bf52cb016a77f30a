import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_office"),
        ("documents", "0001_initial"),
        ("places", "0002_english_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_id", models.BigIntegerField()),
                ("seat_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DraftPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "section",
                    models.CharField(
                        blank=True, help_text="the live section that fills it; else written text", max_length=80
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("level", models.PositiveSmallIntegerField(default=1)),
                ("text", models.TextField(blank=True)),
                ("comment", models.TextField(blank=True)),
                ("hidden", models.BooleanField(default=False)),
                ("hidden_reason", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                ("edited_at", models.DateTimeField(null=True)),
                ("account_id", models.BigIntegerField(null=True)),
            ],
            options={
                "ordering": ["number", "id"],
            },
        ),
        migrations.CreateModel(
            name="FrozenBody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField()),
                ("facts", models.JSONField(default=list)),
                ("approvals", models.JSONField(default=list)),
                ("sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="FrozenFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(choices=[("pdf", "PDF"), ("docx", "Word")], max_length=4)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Masking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("before_sha256", models.CharField(max_length=64)),
                ("after_sha256", models.CharField(max_length=64)),
                ("places", models.PositiveIntegerField(help_text="how many places in the text were masked")),
                ("account_id", models.BigIntegerField(null=True)),
                ("seat_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField()),
                ("facts", models.JSONField(default=list)),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("account_id", models.BigIntegerField(null=True)),
                ("seat_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("account_id", models.BigIntegerField(null=True)),
                ("seat_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="frozenversion",
            name="number",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                (
                    "subject",
                    models.CharField(help_text='what it is about within its kind, as "report:12"', max_length=80),
                ),
                ("title", models.CharField(max_length=200)),
                ("language", models.CharField(default="sv", max_length=2)),
                ("period_from", models.DateField(null=True)),
                ("period_to", models.DateField(help_text="the first day after the period", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Skrivs"), ("proposed", "Ligger för godkännande")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("diary_number", models.CharField(blank=True, max_length=40)),
                ("confidential", models.BooleanField(default=False)),
                ("confidential_reason", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="frozenversion",
            name="draft",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="documents.draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="frozenversion",
            constraint=models.UniqueConstraint(fields=("draft", "number"), name="version_number_once"),
        ),
        migrations.AddField(
            model_name="draftpart",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="documents.draft"
            ),
        ),
        migrations.AddField(
            model_name="frozenbody",
            name="version",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="body", to="documents.frozenversion"
            ),
        ),
        migrations.AddField(
            model_name="frozenfile",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="frozenfile",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="documents.frozenversion"
            ),
        ),
        migrations.AddField(
            model_name="masking",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="maskings", to="documents.frozenversion"
            ),
        ),
        migrations.AddField(
            model_name="frozenfile",
            name="masking",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="files", to="documents.masking"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="draft",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="proposal", to="documents.draft"
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="documents.proposal"
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="version",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="documents.frozenversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("kind", "subject", "area"), name="one_draft_a_subject"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidential", False), models.Q(("confidential_reason", ""), _negated=True), _connector="OR"
                ),
                name="confidential_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftpart",
            constraint=models.UniqueConstraint(fields=("draft", "key"), name="part_key_once"),
        ),
        migrations.AddConstraint(
            model_name="draftpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("section", ""), ("text", ""), _connector="OR"), name="live_part_has_no_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("hidden", False), models.Q(("hidden_reason", ""), _negated=True), _connector="OR"),
                name="hidden_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(fields=("proposal", "seat_id"), name="a_seat_approves_once"),
        ),
    ]
