"""When the machine recognised the holder: a PIN is set only moments after."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("station_handover", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="recognised_at",
            field=models.DateTimeField(null=True),
        ),
    ]
