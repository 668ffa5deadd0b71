"""When what names the person was taken out of the row."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [
        migrations.AddField(model_name="application", name="erased_at", field=models.DateTimeField(null=True)),
    ]
