"""What came to nothing, of a job or an upload, as a file to mend and send again."""

from pathlib import Path

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from enrichment.ledger import last_attempts
from leads.failed_rows import failed_rows_csv
from leads.models import Job, Upload
from leads.text import clean

EXAMPLE = (
    "position,row,value,isrc,state,reason,message,suggestion,platform,last_attempt_at\r\n"
    "3,4,NZABC21O0001,,invalid,letter_among_digits,A letter stands where a digit must be (character 8),"
    "NZABC2100001,,\r\n"
)
AS_CSV = {(200, "text/csv"): ({"type": "string"}, EXAMPLE)}


def errors_csv(source: Job | Upload, name: str) -> StreamingHttpResponse:
    rows = failed_rows_csv(source, last_attempts=last_attempts)
    reply = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = content_disposition_header(True, f"{clean(Path(name).stem)}-errors.csv")
    return reply
