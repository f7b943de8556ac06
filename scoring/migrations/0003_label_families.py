"""The label families we ship, as rows that staff may edit."""

from django.db import migrations

from scoring.labels import normalise, shipped_families


def load(apps, schema_editor):
    """Without dates, which have no columns yet: a label that changed hands comes as what it was first."""
    family = apps.get_model("scoring", "LabelFamily")
    family.objects.bulk_create(
        family(
            **{column: row[column] for column in ("label", "kind", "group", "source")},
            normalised="" if row["label"].startswith("re:") else normalise(row["label"]),
        )
        for row in shipped_families()
        if not row["since"]
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
