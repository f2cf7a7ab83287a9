"""An index for a département sorted by établissement (HAR-04)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('harmonisation', '0003_index_couvrants'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='copieharmonisable',
            index=models.Index(fields=['epreuve', 'departement', 'etablissement', 'copie'], name='harmonisable_dep_etab'),
        ),
    ]
