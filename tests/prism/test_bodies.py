"""Forms with names that are not UTF-8: mended in their headers, and untouched everywhere else."""

from io import BufferedReader, BytesIO

import pytest

from prism import bodies

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="caf%s.csv"\r\n\r\n'
MENDED = HEAD % "\ufffd".encode()


@pytest.mark.parametrize("piece", [1, 2, 7, 65_536])
@pytest.mark.parametrize(("sent", "becomes"), [
    (HEAD % b"\xe9" + b"a\xe9\r\n--x--\r\n", MENDED + b"a\xe9\r\n--x--\r\n"),
    (HEAD % b"\xe9" + b"1\r\n" + HEAD % b"\xff" + b"\xff\r\n--x--", MENDED + b"1\r\n" + MENDED + b"\xff\r\n--x--"),
    (HEAD % "é".encode() + b"\xe9", HEAD % "é".encode() + b"\xe9"),
    (b"--x\xe9" + HEAD % b"\xe9" + b"-", "--x\ufffd".encode() + MENDED + b"-"),
    (b"--x" + b"\xe9" * 3000, b"--x" + b"\xe9" * 3000),
    (b"\xe9--x", b"\xe9--x"),
    (b"", b""),
], ids=["content", "two files", "UTF-8", "no empty line", "too long", "no header", "nothing"])  # fmt: skip
def test_only_headers_are_mended_wherever_the_pieces_part(monkeypatch, piece, sent, becomes):
    monkeypatch.setattr(bodies, "PIECE", piece)
    with BufferedReader(bodies.Mended(BytesIO(sent), b"--x")) as form:
        assert form.read() == becomes
