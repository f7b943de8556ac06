from django.apps import AppConfig


class PrismConfig(AppConfig):
    name = "prism"

    def ready(self):
        from prism import checks  # noqa: F401 - registers them
