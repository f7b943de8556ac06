"""Bodies that are whole: those that come in pieces are gathered, those that break off are refused, and no file of a
form is lost for its name.

Django takes a body without a length for empty, half a file for a file, and drops a part whose header is not UTF-8.
"""

from io import BufferedReader, RawIOBase
from tempfile import SpooledTemporaryFile

from django.http import HttpResponse
from gunicorn.http.errors import ParseException

from prism.middleware import is_api

PIECE = 65_536
IN_MEMORY = 1_048_576
MOST_IN_PIECES = 25 * 1_048_576  # as in deploy/nginx.conf: a spreadsheet may have 20 MB
END_OF_HEADER = b"\r\n\r\n"
LONGEST_HEADER = 1024  # of a part; Django's limit


def whole_bodies(get_response):
    """What comes in pieces with no length told before, as .NET's clients send, is gathered first."""

    def middleware(request):
        if refusal := _strange(request):
            return _refused(request, refusal)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            request._stream = _mended(request, Complete(request._stream, int(length)))
        if length or not request.headers.get("Transfer-Encoding"):
            return get_response(request)
        with SpooledTemporaryFile(IN_MEMORY) as body:
            refusal = _gather(request.environ, body)
            if refusal:
                return _refused(request, refusal)
            request.META["CONTENT_LENGTH"] = str(body.tell())
            body.seek(0)
            request._stream = _mended(request, body)
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


def _mended(request, stream):
    """Of a form, the stream with every part's header in UTF-8."""
    boundary = request.content_params.get("boundary", "") if request.content_type == "multipart/form-data" else ""
    if not boundary:
        return stream
    return BufferedReader(Mended(stream, b"--" + boundary.encode("ascii", "replace")), PIECE)


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


class Mended(RawIOBase):
    """A form as Django can read it: in its parts' headers, where a name was written in another encoding, what is not
    UTF-8 is replaced. Everything else stays as it was sent.
    """

    def __init__(self, stream, delimiter: bytes):
        self.stream, self.delimiter = stream, delimiter
        self.pieces, self.ready = self._pieces(), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.ready = self.ready or next(self.pieces, b"")
        data, self.ready = self.ready[: len(buffer)], self.ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed and hasattr(self.stream, "close"):
            self.stream.close()
        super().close()

    def _pieces(self):
        """The body anew. A header goes on to its empty line, or to the next part where it has none."""
        held, in_header = b"", False
        while piece := self.stream.read(PIECE):
            held += piece
            done, at = [], 0
            while (end := self._end(held, at, in_header)) is not None:
                part = held[at:end]
                done.append(part.decode("utf-8", "replace").encode() if in_header else part)
                at, in_header = end, not in_header
            if not in_header:  # all but what may be the beginning of a delimiter
                end = max(at, len(held) - len(self.delimiter) + 1)
                done.append(held[at:end])
                at = end
            held = held[at:]
            if ready := b"".join(done):
                yield ready
        if held:
            yield held

    def _end(self, held: bytes, at: int, in_header: bool) -> int | None:
        """Where the header or content that begins at `at` ends; None where that is still to come."""
        if not in_header:
            found = held.find(self.delimiter, at)
            return found + len(self.delimiter) if found >= 0 else None
        latest = at + LONGEST_HEADER
        empty_line = held.find(END_OF_HEADER, at, latest)
        next_part = held.find(self.delimiter, at, empty_line if empty_line >= 0 else latest)
        if next_part >= 0:
            return next_part
        if empty_line >= 0:
            return empty_line + len(END_OF_HEADER)
        return at if len(held) > latest else None  # too long for a header: Django refuses it
