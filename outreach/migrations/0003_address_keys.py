"""Two spellings of one address have one key: stored, so that lists of addresses are compared by the database."""

from django.db import migrations, models

from outreach.addresses import key_of

BATCH = 1000


def fill(apps, schema_editor):
    for name in ("Contact", "Suppression"):
        model = apps.get_model("outreach", name)
        last = 0
        while rows := list(model.objects.filter(pk__gt=last).order_by("pk").only("value")[:BATCH]):
            for row in rows:
                row.key = key_of(row.value)[:500]
            model.objects.bulk_update(rows, ["key"], batch_size=200)
            last = rows[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ("outreach", "0002_pinned_activity"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=500),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="suppression",
            name="key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=500),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
