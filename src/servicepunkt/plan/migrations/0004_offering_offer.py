"""A row of the offering knows the row of the supply it builds on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0003_chapters"), ("supply", "0004_facts")]

    operations = [
        migrations.AddField(
            model_name="offering",
            name="offer",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="supply.offer",
            ),
        ),
    ]
