"""The project's settings for a live server, with the addresses of tests.api.trial beside its own."""

from prism.settings import *  # noqa: F403

ROOT_URLCONF = "tests.api.trial"
