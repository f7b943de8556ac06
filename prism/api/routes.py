"""Every address of the API, once: for the resolver, the index at /api/ and the 404 that names them."""

from dataclasses import dataclass

from django.urls import re_path

from prism.api.door import Door


@dataclass(frozen=True)
class Route:
    """`path` is written as in the contract: artist/{id}/outreach. A final slash is always optional."""

    name: str
    path: str
    door: type[Door]
    description: str

    @property
    def pattern(self):
        regex = self.path
        for name, shape in SHAPES.items():
            regex = regex.replace(f"{{{name}}}", f"(?P<{name}>{shape})")
        if not regex:
            return re_path(r"^\Z", self.view, name=f"api_{self.name}")
        return re_path(rf"^{regex.replace('.csv', '[.]csv')}/?\Z", self.view, name=f"api_{self.name}")

    @property
    def view(self):
        return self.door.as_view(route_name=self.name)

    @property
    def methods(self) -> list[str]:
        return list(self.door.needs) or ["GET"]


# Whatever stands there is handed to the view: what is no id is not found, and says so.
SHAPES = {"id": "[^/]+", "job_id": "[^/]+", "upload_id": "[^/]+"}
