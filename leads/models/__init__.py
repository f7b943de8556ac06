"""Who they are: artists as leads, what they recorded, the files that named them, the work that was started."""

from leads.models.artists import Artist, Candidate, MergedId, Profile, ScoreChange, Snapshot, Statement
from leads.models.exports import Export
from leads.models.jobs import Job, JobRow
from leads.models.music import Credit, Label, Recording, Release
from leads.models.runs import PolicyRun
from leads.models.uploads import Upload, UploadRow

__all__ = [
    "Artist",
    "Candidate",
    "Credit",
    "Export",
    "Job",
    "JobRow",
    "Label",
    "MergedId",
    "PolicyRun",
    "Profile",
    "Recording",
    "Release",
    "ScoreChange",
    "Snapshot",
    "Statement",
    "Upload",
    "UploadRow",
]
