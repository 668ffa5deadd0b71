from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A file may be asked for more than once: a completion is known by its packet, no longer by its file."""

    dependencies = [
        ("station_enrolment", "0002_draft_collector_number"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaptureAgain",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("portrait", models.JSONField(default=dict)),
                ("fingers", models.JSONField(default=dict)),
                ("file_key", models.BinaryField()),
                ("started_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
            ],
            options={
                "db_table": "station_capture_again",
            },
        ),
        migrations.AlterField(
            model_name="completion",
            name="packet",
            field=models.UUIDField(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="completion",
            name="application",
            field=models.UUIDField(db_index=True),
        ),
    ]
