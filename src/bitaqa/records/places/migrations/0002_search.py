"""Places are found by keys of all their names; filled for the places already there."""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

BATCH = 2000


def fill(apps: Any, schema_editor: Any) -> None:
    from bitaqa.records.places.finding import search_columns

    place = apps.get_model("places", "Place")
    codes = list(place.objects.order_by("code").values_list("code", flat=True))
    for at in range(0, len(codes), BATCH):
        rows = list(place.objects.filter(pk__in=codes[at : at + BATCH]))
        for row in rows:
            row.search_keys, row.search_text = search_columns([row.name_ar, row.name_fr, *row.aliases])
        place.objects.bulk_update(rows, ["search_keys", "search_text"])


class Migration(migrations.Migration):
    # Rows are filled before the index is built, and a table with waiting trigger events takes no index.
    atomic = False

    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="search_keys",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
        ),
        migrations.AddField(model_name="place", name="search_text", field=models.TextField(default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="place",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_keys"], name="place_search_keys", fastupdate=False
            ),
        ),
    ]
