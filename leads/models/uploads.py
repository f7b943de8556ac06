"""What was handed to us: a file, a pasted list, an API list or a single code, row by row."""

from django.conf import settings
from django.db import models

from leads.models.music import Recording


class Upload(models.Model):
    """The same bytes are the same upload, whoever sends them."""

    class Kind(models.TextChoices):
        FILE = "file", "Spreadsheet"
        PASTE = "paste", "Pasted list"
        API = "api", "API list"
        SINGLE = "single", "Single code"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.FILE)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(default=0)
    overrides = models.JSONField(default=dict, blank=True)  # encoding, sheet, columns that the uploader insisted on
    stored_at = models.DateTimeField(null=True, blank=True)  # null: not whole yet; the same bytes again complete it
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    notes = models.JSONField(default=list, blank=True)  # sentences about what was left out
    detected = models.JSONField(default=dict, blank=True)  # format, encoding, delimiter, sheets, header_row, columns
    rows = models.PositiveIntegerField(default=0)  # data rows below the header
    isrcs = models.PositiveIntegerField("ISRCs", default=0)  # distinct valid codes
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)
    blank = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.filename


class UploadRow(models.Model):
    """One per code, bad cell or blank, as the spreadsheet shows it."""

    class Outcome(models.TextChoices):
        NEW = "new", "New"
        KNOWN = "known", "Known already"
        DUPLICATE = "duplicate", "Twice in this file"
        INVALID = "invalid", "Not an ISRC"
        BLANK = "blank", "Blank"

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="cells")
    position = models.PositiveIntegerField()  # from 1, in file order
    row = models.PositiveIntegerField()  # the line as the spreadsheet shows it
    sheet = models.CharField(max_length=100, blank=True)
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=100, blank=True)
    recording = models.ForeignKey(Recording, models.SET_NULL, null=True, blank=True, related_name="upload_rows")
    outcome = models.CharField(max_length=9, choices=Outcome)
    reason = models.CharField(max_length=24, blank=True)
    message = models.CharField(max_length=300, blank=True)
    suggestion = models.CharField(max_length=300, null=True, blank=True)  # several codes in one cell: all of them
    hints = models.JSONField(null=True, blank=True)  # artist, title, label, links... from the row's other columns

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["upload", "position"], name="upload_position_once")]

    def __str__(self):
        return f"row {self.row}: {self.value}"
