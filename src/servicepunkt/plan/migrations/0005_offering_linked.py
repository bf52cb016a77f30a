"""What the words of the offering's rows name already is linked; after the column is there, as PostgreSQL asks."""

from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def link(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Link every row whose words are those the page has written: service and provider, cut at 200 characters."""
    offering, offer = apps.get_model("plan", "Offering"), apps.get_model("supply", "Offer")
    named = defaultdict(list)
    for row in offering.objects.exclude(source=""):
        named[row.place_id].append(row)
    for place_id, rows in named.items():
        known = {
            f"{service} ({provider})"[:200]: pk
            for pk, service, provider in offer.objects.filter(place_id=place_id)
            .order_by("-id")
            .values_list("pk", "service", "provider")
        }
        for row in rows:
            if row.source in known:
                row.offer_id = known[row.source]
                row.save(update_fields=["offer"])


class Migration(migrations.Migration):
    dependencies = [("plan", "0004_offering_offer")]

    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
