"""The first policy: the numbers we ship, published."""

from django.db import migrations
from django.utils import timezone

from scoring.rules import DEFAULT_POLICY


def publish_default(apps, schema_editor):
    apps.get_model("scoring", "Policy").objects.create(
        version=1, name="Default", data=DEFAULT_POLICY, state="published", published_at=timezone.now()
    )


def remove_default(apps, schema_editor):
    apps.get_model("scoring", "Policy").objects.filter(version=1, name="Default").delete()


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [migrations.RunPython(publish_default, remove_default)]
