"""Whether a receipt's signature was checked at the counter: a look at a paper and a proof are not the same."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_replacement")]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="receipt_checked",
            field=models.BooleanField(null=True),
        ),
    ]
