"""When what names the person was taken out of the row."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("persons", "0002_register_imports")]

    operations = [
        migrations.AddField(model_name="person", name="erased_at", field=models.DateTimeField(null=True)),
    ]
