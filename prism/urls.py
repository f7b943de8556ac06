"""Every address of the site. The admin is the workplace, /api/ is for programs; the front door leads to both."""

from django.contrib import admin
from django.urls import include, path

from prism.api.front import Front, Index

urlpatterns = [
    path("", Front.as_view(), name="front"),
    path("admin/", admin.site.urls),
    path("api/", include("prism.api.urls")),
    path("api", Index.as_view(schema=None)),  # the same as with its slash, described once
]
handler400 = "prism.api.handlers.bad_request"
handler403 = "prism.api.handlers.permission_denied"
handler404 = "prism.api.handlers.page_not_found"
handler500 = "prism.api.handlers.server_error"
