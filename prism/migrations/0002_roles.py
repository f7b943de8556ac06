"""The four roles as groups. Whoever an owner put into one of that name before stays, and the group gets what it lacks."""

from django.apps import apps as present
from django.contrib.auth.management import create_permissions
from django.db import migrations

from prism.roles import ROLES


def make(apps, schema_editor):
    # Permissions are written after all migrations only; the groups need them now.
    for app in present.get_app_configs():
        create_permissions(app, verbosity=0, using=schema_editor.connection.alias)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    there = {(one.content_type.app_label, one.codename): one for one in Permission.objects.select_related("content_type")}
    for name, codes in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(there[tuple(code.split(".", 1))] for code in codes))


class Migration(migrations.Migration):

    dependencies = [
        ("prism", "0001_tokens_views_answers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("leads", "0006_manage_jobs"),
        ("outreach", "0003_address_keys"),
        ("enrichment", "0002_touch_because"),
        ("scoring", "0005_labels_that_changed_hands"),
        ("django_q", "__first__"),
        ("axes", "__latest__"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
