"""GET /api/artist/{id}: one artist whole, with the reasons of each point and how far each field can be trusted."""

from prism.api.artist_shapes import ARTIST, ARTIST_EXAMPLE
from prism.api.artist_told import whole
from prism.api.door import Door, answer
from prism.api.finding import artist_of
from prism.api.reading import Given
from prism.api.routes import Route
from prism.api.schema import described


class ArtistWhole(Door):
    """What is held of the artist; reading never asks a platform. An id merged away answers with the survivor."""

    needs = {"GET": ("leads.view_artist",)}
    tagged = True

    @described("One artist", out={200: (ARTIST, ARTIST_EXAMPLE)}, problems=(400, 404))
    def get(self, request, id):
        Given.of_query(request)
        return answer(whole(artist_of(id)))


ROUTES = [Route("artist", "artist/{id}", ArtistWhole, "One artist, with scores, evidence and contacts")]
