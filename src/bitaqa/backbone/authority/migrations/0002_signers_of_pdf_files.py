"""A key of its own signs PDF files."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("authority", "0001_certificates_and_ceremonies")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="signingcertificate", name="authority_cert_kind_known"),
        migrations.AddConstraint(
            model_name="signingcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["csca", "link", "ds", "mls", "pdf"])),
                name="authority_cert_kind_known",
            ),
        ),
    ]
