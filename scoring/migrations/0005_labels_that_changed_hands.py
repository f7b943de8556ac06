"""Labels that changed hands, with the days on which they did, and DistroKid's placeholder without its number. What
staff changed or took out stays as they left it.
"""

from datetime import date

from django.db import migrations

from scoring.labels import normalise, shipped_families


BEFORE, NOW = r"re:^\d+ Records DK\d*$", r"re:^(?:\d+ )?Records DK\d*$"


def dated():
    """(first row, later rows) of each label we ship with dates."""
    rows = [row for row in shipped_families() if row["since"] or row["until"]]
    firsts = [row for row in rows if not row["since"]]
    return [(first, [row for row in rows if row["since"] and row["label"] == first["label"]]) for first in firsts]


def as_shipped(family, row):
    """Our rows of that kind which nobody has edited."""
    same = {column: row[column] for column in ("label", "kind", "group", "source")}
    return family.objects.filter(**same)


def bring(apps, schema_editor):
    family = apps.get_model("scoring", "LabelFamily")
    if not family.objects.filter(label=NOW).exists():
        family.objects.filter(label=BEFORE).update(label=NOW)
    for first, later in dated():
        if not as_shipped(family, first).filter(since=None, until=None).update(until=day(first["until"])):
            continue
        family.objects.bulk_create(
            family(**row | {"since": day(row["since"]), "until": day(row["until"])}, normalised=normalise(row["label"]))
            for row in later
        )


def take_back(apps, schema_editor):
    family = apps.get_model("scoring", "LabelFamily")
    family.objects.filter(label=NOW).update(label=BEFORE)
    for first, later in dated():
        for row in later:
            as_shipped(family, row).filter(since=day(row["since"])).delete()
        as_shipped(family, first).filter(since=None, until=day(first["until"])).update(until=None)


def day(text):
    return date.fromisoformat(text) if text else None


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_dated_families_and_pins")]
    operations = [migrations.RunPython(bring, take_back)]
