import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_first_start_creates_an_admin_and_shows_the_password_once(client, capsys, django_user_model):
    call_command("prepare", "--no-static")
    password = capsys.readouterr().out.split("Password: ")[1].split()[0]
    assert django_user_model.objects.get(username="admin").check_password(password)
    call_command("prepare", "--no-static")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_somebody_who_administers_already_stays_the_only_one(owner, capsys, django_user_model):
    call_command("prepare", "--no-static")
    assert list(django_user_model.objects.all()) == [owner]
