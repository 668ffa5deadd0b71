from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_dismissal_by_two"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterLook",
            fields=[
                ("look", models.UUIDField(primary_key=True, serialize=False)),
                ("station", models.UUIDField()),
                ("epoch", models.PositiveIntegerField()),
                ("operator", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("person", models.UUIDField(null=True)),
                ("outcome", models.CharField(max_length=20)),
            ],
            options={
                "db_table": "intake_register_look",
                "indexes": [models.Index(fields=["station", "at"], name="register_look_by_station")],
            },
        ),
    ]
