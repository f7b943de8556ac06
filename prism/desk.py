"""How the admin looks and where its menu leads: unfold's settings. Importable before the apps are ready."""

from collections.abc import Callable

from django.templatetags.static import static
from django.urls import reverse, reverse_lazy

GREYS = {
    "50": "#fafafa",
    "100": "#f4f4f5",
    "200": "#e5e5e6",
    "300": "#d2d2d4",
    "400": "#a1a1a4",
    "500": "#6b6b6f",
    "600": "#515154",
    "700": "#3d3d40",
    "800": "#2b2b2d",
    "900": "#1a1a1a",
    "950": "#101010",
}
INK = GREYS | {"400": "#d2d2d4", "500": "#f4f4f5", "600": "#1a1a1a", "700": "#1a1a1a"}


def page(title: str, icon: str, name: str, permission: str = "", *, below: bool = True, but: str = "") -> dict:
    """A menu entry; it is marked on its own page and on those `below` it `but` one, and hidden from those who may not
    see it.
    """
    entry = {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}"), "active": _on(name, below, but)}
    if permission:
        entry["permission"] = lambda request: request.user.has_perm(permission)
    return entry


def _on(name: str, below: bool, but: str) -> Callable:
    def active(request) -> bool:
        address = reverse(f"admin:{name}")
        if but and request.path == reverse(f"admin:{but}"):
            return False
        return request.path.startswith(address) if below else request.path == address

    return active


GUIDE = "scoring_policy_guide"
NAVIGATION = [
    {
        "items": [
            page("Home", "home", "index", below=False),
            page("Leads", "group", "leads_artist_changelist", "leads.view_artist"),
            page("Saved views", "bookmark", "prism_savedview_changelist", "prism.view_savedview"),
            page("Uploads", "upload_file", "leads_upload_changelist", "leads.view_upload"),
        ]
    },
    {
        "title": "Records",
        "separator": True,
        "items": [
            page("Recordings", "music_note", "leads_recording_changelist", "leads.view_recording"),
            page("Contacts", "contact_mail", "outreach_contact_changelist", "outreach.view_contact"),
            page("Exports", "download", "leads_export_changelist", "leads.export_artist"),
        ],
    },
    {
        "title": "Settings",
        "separator": True,
        "collapsible": True,
        "items": [
            page("How scores are made", "menu_book", GUIDE, "leads.view_artist"),
            page("Scoring policy", "tune", "scoring_policy_changelist", "scoring.view_policy", but=GUIDE),
            page("Label families", "sell", "scoring_labelfamily_changelist", "scoring.view_labelfamily"),
            page("Suppression list", "block", "outreach_suppression_changelist", "outreach.view_suppression"),
            page("Platforms", "hub", "enrichment_gate_changelist", "enrichment.view_gate"),
            page("People", "badge", "auth_user_changelist", "auth.view_user"),
            page("Groups", "groups", "auth_group_changelist", "auth.view_group"),
            page("API tokens", "vpn_key", "prism_apitoken_changelist", "prism.view_apitoken"),
            page("Failed tasks", "error", "django_q_failure_changelist", "django_q.view_failure"),
            page("Sign-ins", "key", "axes_accesslog_changelist", "axes.view_accesslog"),
        ],
    },
]

UNFOLD = {
    "SITE_TITLE": "Prism",
    "SITE_HEADER": "Prism",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("prism/favicon.svg")}],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {"base": GREYS, "primary": INK},
    "STYLES": [lambda request: static("prism/desk.css")],
    "SCRIPTS": [lambda request: static("prism/desk.js")],
    "DASHBOARD_CALLBACK": "prism.home.figures",
    "SIDEBAR": {"navigation": NAVIGATION},
}
