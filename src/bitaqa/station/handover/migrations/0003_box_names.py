"""What a received box was called and the place it was for, kept when a later pack no longer says it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("station_handover", "0002_attempt_recognised_at")]

    operations = [
        migrations.AddField(
            model_name="boxreceipt",
            name="number",
            field=models.CharField(blank=True, max_length=40, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="boxreceipt",
            name="place",
            field=models.CharField(blank=True, max_length=80, default=""),
            preserve_default=False,
        ),
    ]
