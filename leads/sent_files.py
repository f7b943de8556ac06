"""Files as a browser or a program sent them: the reader opens a path, but small ones come in memory."""

from tempfile import NamedTemporaryFile

from django.core.files.uploadedfile import UploadedFile

from leads.intake import Taken, take_in


def take_in_sent(file: UploadedFile, **options) -> Taken:
    """What `take_in` makes of it, with the same options."""
    if hasattr(file, "temporary_file_path"):
        return take_in(file.temporary_file_path(), file.name, **options)
    with NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return take_in(copy.name, file.name, **options)
