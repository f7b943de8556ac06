"""Shapes that stand once in the API's description, under a name, and are referred to from wherever they are told."""

from prism.api.activities import ACTIVITY
from prism.api.analyses import shapes as analysis
from prism.api.artist_shapes import ARTIST
from prism.api.codes import ENTRY
from prism.api.evidence import FIELD
from prism.api.job_shapes import JOB, LISTED, ROW
from prism.api.lead_filters import APPLIED, GIVEN
from prism.api.lead_shapes import LEAD
from prism.api.score_shapes import EVIDENCE, LINE, PART, SCORES
from prism.api.shapes import PAGINATION, PROBLEM, WRONG

NAMED = {
    "Problem": PROBLEM,
    "Wrong": WRONG,
    "Pagination": PAGINATION,
    "Scores": SCORES,
    "ScorePart": PART,
    "ScoreLine": LINE,
    "ScoreEvidence": EVIDENCE,
    "Evidence": FIELD,
    "Analysis": analysis.ANALYSIS,
    "AnalysedArtist": analysis.ARTIST_DATA,
    "AnalysedTrack": analysis.TRACK_DATA,
    "PlatformState": analysis.STANDING,
    "Pending": analysis.PENDING["items"],
    "Lead": LEAD,
    "LeadFilters": GIVEN,
    "LeadFiltersApplied": APPLIED,
    "Artist": ARTIST,
    "Activity": ACTIVITY,
    "Entry": ENTRY,
    "Job": JOB,
    "JobListed": LISTED,
    "JobRow": ROW,
}
