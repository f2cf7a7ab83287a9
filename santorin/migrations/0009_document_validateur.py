"""What tells an archive from another without reading it (TEL-02)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("santorin", "0008_numerisation"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="validateur",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="document",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
