from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("cyclades", "0006_origines"),
    ]

    operations = [
        migrations.RenameField("candidature", "fraude_presumee", "fraude_inscrite"),
        migrations.AlterField(
            model_name="candidature",
            name="fraude_inscrite",
            field=models.BooleanField(default=False, verbose_name="présomption dite par l'inscription"),
        ),
        migrations.AddField(
            model_name="candidature",
            name="fraude_annoncee",
            field=models.BooleanField(db_default=False, verbose_name="présomption annoncée par Santorin"),
        ),
        migrations.AddField(
            model_name="candidature",
            name="fraude_presumee",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.ExpressionWrapper(
                    Q(fraude_inscrite=True) | Q(fraude_annoncee=True), output_field=models.BooleanField()
                ),
                output_field=models.BooleanField(),
                verbose_name="présomption de fraude",
            ),
        ),
        migrations.AddIndex(
            model_name="candidature",
            index=models.Index(
                fields=["numero", "inscription"],
                condition=Q(fraude_presumee=True),
                name="cyclades_candidature_fraudes",
            ),
        ),
    ]
