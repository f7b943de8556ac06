from collections import defaultdict

from django.db import migrations


def move(apps, schema_editor):
    """What a job keeps to stood among the lookups, as questions about the job itself; now the job says so."""
    notes = apps.get_model('enrichment', 'Lookup').objects.filter(kind='refresh')
    kept = defaultdict(set)
    for job, platform in notes.values_list('subject', 'platform'):
        kept[job].add(platform)
    for job, platforms in kept.items():
        apps.get_model('leads', 'Job').objects.filter(pk=job).update(platforms=' '.join(sorted(platforms)))
    notes.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('enrichment', '0002_touch_because'),
        ('leads', '0007_jobs_keep_to'),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
