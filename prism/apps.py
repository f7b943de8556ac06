from django.apps import AppConfig


class PrismConfig(AppConfig):
    name = "prism"
