"""The four roles, as groups: what each may do. A role has all that the one before it has."""

LOOK = (
    *("leads.view_artist", "leads.view_recording", "leads.view_release", "leads.view_label", "leads.view_credit"),
    *("leads.view_upload", "leads.view_uploadrow", "leads.view_job", "leads.view_jobrow", "leads.view_profile"),
    *("leads.view_snapshot", "leads.view_statement", "leads.view_candidate", "leads.view_scorechange"),
    *("leads.view_mergedid", "leads.view_policyrun"),
    *("outreach.view_contact", "outreach.view_activity", "outreach.view_suppression"),
    *("enrichment.view_gate", "enrichment.view_lookup", "enrichment.view_quota", "enrichment.view_call"),
    *("scoring.view_policy", "scoring.view_labelfamily"),
    *("prism.view_savedview",),
)
WORK = (
    *("leads.add_upload", "leads.add_job", "leads.change_job", "leads.change_artist", "leads.export_artist"),
    *("leads.add_statement", "leads.change_candidate", "outreach.add_activity"),
    *("outreach.add_contact", "outreach.change_contact"),
    *("prism.add_savedview", "prism.change_savedview", "prism.delete_savedview"),
    *("prism.view_apitoken", "prism.add_apitoken", "prism.change_apitoken"),
)
MANAGE = (
    *("leads.manage_job", "leads.manage_export", "leads.delete_upload", "enrichment.change_gate"),
    *("outreach.delete_contact", "outreach.add_suppression", "outreach.change_suppression"),
    *("outreach.delete_suppression",),
    *("scoring.add_policy", "scoring.change_policy", "scoring.delete_policy", "scoring.publish_policy"),
    *("scoring.add_labelfamily", "scoring.change_labelfamily", "scoring.delete_labelfamily"),
    *("auth.view_user", "auth.view_group"),
)
ADMINISTER = (
    *("auth.add_user", "auth.change_user", "auth.delete_user"),
    *("auth.add_group", "auth.change_group", "auth.delete_group"),
    *("prism.delete_apitoken", "prism.manage_apitoken"),
    *("django_q.view_failure", "django_q.delete_failure", "django_q.view_success", "django_q.view_schedule"),
    *("django_q.view_ormq", "axes.view_accesslog", "axes.view_accessattempt", "axes.delete_accessattempt"),
)
ROLES = {
    "Read-only": LOOK,
    "Analyst": (*LOOK, *WORK),
    "Manager": (*LOOK, *WORK, *MANAGE),
    "Administrator": (*LOOK, *WORK, *MANAGE, *ADMINISTER),
}
