"""Names are found by keys in both scripts: two indexed columns, filled for the persons already there."""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

BATCH = 2000


def fill(apps: Any, schema_editor: Any) -> None:
    from bitaqa.foundation.rules.persons import Identity
    from bitaqa.records.persons.likeness import key_columns

    person = apps.get_model("persons", "Person")
    ids = list(person.objects.order_by("id").values_list("id", flat=True))
    for at in range(0, len(ids), BATCH):
        rows = list(person.objects.filter(pk__in=ids[at : at + BATCH]).only("id", "identity"))
        for row in rows:
            row.name_keys, row.birth_keys = key_columns(Identity.model_validate(row.identity))
        person.objects.bulk_update(rows, ["name_keys", "birth_keys"])


def _keys() -> Any:
    return django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)


class Migration(migrations.Migration):
    # Rows are filled before the indices are built, and a table with waiting trigger events takes no index.
    atomic = False

    dependencies = [("persons", "0003_erased_at")]

    operations = [
        migrations.AddField(model_name="person", name="name_keys", field=_keys()),
        migrations.AddField(model_name="person", name="birth_keys", field=_keys()),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["name_keys"], name="person_name_keys"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["birth_keys"], name="person_birth_keys"
            ),
        ),
    ]
