from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("state__in", ["active", "suspended"])),
                fields=["expires_on"],
                name="document_living_by_last_day",
            ),
        ),
    ]
