from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_job_filled_at")]

    operations = [
        migrations.AddField(
            model_name="release",
            name="credited",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
