from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("station_enrolment", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="collector_number",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
