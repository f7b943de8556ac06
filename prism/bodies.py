"""Bodies that are whole: those that come in pieces are gathered, those that break off are refused.

Django takes a body without a length for empty, and half a file for a file.
"""

from tempfile import SpooledTemporaryFile

from django.http import HttpResponse
from gunicorn.http.errors import ParseException

from prism.middleware import is_api

PIECE = 65_536
IN_MEMORY = 1_048_576
MOST_IN_PIECES = 25 * 1_048_576  # as in deploy/nginx.conf: a spreadsheet may have 20 MB


def whole_bodies(get_response):
    """What comes in pieces with no length told before, as .NET's clients send, is gathered first."""

    def middleware(request):
        if refusal := _strange(request):
            return _refused(request, refusal)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            request._stream = Complete(request._stream, int(length))
        if length or not request.headers.get("Transfer-Encoding"):
            return get_response(request)
        with SpooledTemporaryFile(IN_MEMORY) as body:
            refusal = _gather(request.environ, body)
            if refusal:
                return _refused(request, refusal)
            request.META["CONTENT_LENGTH"] = str(body.tell())
            body.seek(0)
            request._stream = body
            return get_response(request)

    return middleware


def _strange(request) -> int | None:
    """Nothing is unpacked here: a packed body would be taken for what it is not."""
    if request.headers.get("Content-Encoding", "identity").lower() not in ("identity", ""):
        return 415
    return None if request.headers.get("Transfer-Encoding", "chunked").strip().lower() == "chunked" else 400


def _gather(environ: dict, body) -> int | None:
    """Read all pieces; the status of a refusal where that cannot be done."""
    if not environ.get("wsgi.input_terminated"):
        return 411  # this server does not say where the body ends
    try:
        while piece := environ["wsgi.input"].read(PIECE):
            if body.tell() + len(piece) > MOST_IN_PIECES:
                return 413
            body.write(piece)
    except (OSError, ParseException):  # broken off, or the pieces' lengths are not true
        return 400
    return None


def _refused(request, status: int) -> HttpResponse:
    response = HttpResponse(status=status, headers={"Connection": "close"})
    if not is_api(request.path):
        return response
    from prism.api.handlers import problem_for  # the views' modules are read once Django is up

    return problem_for(request, response)


class Complete:
    """A body of a length told before. Half of it is a fault of reading: who sent it has hung up."""

    def __init__(self, stream, length: int):
        self.stream, self.left = stream, length

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        if len(data) < wanted:
            raise OSError("The body broke off.")
        self.left -= len(data)
        return data

    def readline(self, *size) -> bytes:
        line = self.stream.readline(*size)
        self.left -= len(line)
        return line

    def close(self) -> None:
        """Django closes what it has read into memory: every form of the desk."""
        if hasattr(self.stream, "close"):
            self.stream.close()
