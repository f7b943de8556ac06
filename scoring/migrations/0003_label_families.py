"""The label families we ship, as rows that staff may edit."""

from django.db import migrations

from scoring.labels import normalise, shipped_families


def load(apps, schema_editor):
    family = apps.get_model("scoring", "LabelFamily")
    family.objects.bulk_create(
        family(**row, normalised="" if row["label"].startswith("re:") else normalise(row["label"]))
        for row in shipped_families()
    )


def unload(apps, schema_editor):
    """Take out what we shipped; rows that staff added stay."""
    family = apps.get_model("scoring", "LabelFamily")
    shipped = {(row["label"], row["kind"]) for row in shipped_families()}
    rows = family.objects.values_list("id", "label", "kind")
    family.objects.filter(id__in=[pk for pk, *key in rows if tuple(key) in shipped]).delete()


class Migration(migrations.Migration):
    dependencies = [("scoring", "0002_default_policy")]
    operations = [migrations.RunPython(load, unload)]
