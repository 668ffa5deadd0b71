"""A packet may be dismissed: two people at the centre closed it; its bytes stay until the head of station erases them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("station_outbox", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="packet", name="station_packet_state"),
        migrations.AddConstraint(
            model_name="packet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["sealed", "stored", "accepted", "quarantined", "dismissed", "deleted"])
                ),
                name="station_packet_state",
            ),
        ),
    ]
