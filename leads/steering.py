"""Who may steer a job: whoever started it, and who manages everybody's."""

from leads.models import Job

MAY_STEER = "leads.change_job"


def may_steer(user, job: Job) -> bool:
    return user.has_perm(MAY_STEER) and (job.created_by_id == user.pk or user.has_perm("leads.manage_job"))
