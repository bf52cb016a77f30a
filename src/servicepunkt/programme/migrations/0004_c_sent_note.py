from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_office")]

    operations = [
        migrations.AddField(
            model_name="reportdue",
            name="sent_note",
            field=models.CharField(
                blank=True, default="", help_text="how it was sent when not as an edition here", max_length=200
            ),
            preserve_default=False,
        ),
    ]
