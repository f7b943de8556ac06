"""The desk's pages about leads, uploads and recordings."""

from leads.admin.exports import ExportAdmin
from leads.admin.leads import LeadAdmin
from leads.admin.recordings import RecordingAdmin
from leads.admin.uploads import UploadAdmin

__all__ = ["ExportAdmin", "LeadAdmin", "RecordingAdmin", "UploadAdmin"]
