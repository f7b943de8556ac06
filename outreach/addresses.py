"""Which of the addresses on the web that belong to an artist are a way to reach them."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LONGEST = 500

# MusicBrainz' relationships of artist and URL: https://musicbrainz.org/relationships/artist-url
WEBSITE, SOCIAL, PLATFORM_PROFILE = "website", "social", "platform_profile"
KINDS = {
    "fe33d22f-c3b0-4d68-bd53-a856badf2b15": WEBSITE,  # official homepage
    "99429741-f3f6-484b-84f8-23af51991770": SOCIAL,  # social network
    "c550166e-0548-4a18-b1d4-e2ae423a3e88": PLATFORM_PROFILE,  # bandcamp
    "89e4a949-0976-440d-bda1-5f772c1e5710": PLATFORM_PROFILE,  # soundcloud
    "6a540e5b-58c6-4192-b6ba-dbc71ec8fcf0": PLATFORM_PROFILE,  # youtube
    "d86c9450-b6d0-4760-a275-e7547495b48b": PLATFORM_PROFILE,  # video channel
    "6f77d54e-1d81-4e1a-9ea5-37947577151b": PLATFORM_PROFILE,  # patronage
    "93883cf6-e818-4938-990e-75863f8db2d3": PLATFORM_PROFILE,  # crowdfunding
    "ea45ed3d-2d5e-456e-8c32-94b6f51426e2": PLATFORM_PROFILE,  # bandsintown
    "aac9c4bc-a5b9-30b8-9839-e3ac314c6e58": PLATFORM_PROFILE,  # songkick
}

# Host name's end, the platform, and what of the path is the profile; a post or an event is nobody's address.
NAME = r"/@?[\w.-]+"
PROFILES = {
    "instagram.com": ("instagram", NAME),
    "facebook.com": ("facebook", r"/(pages|people|groups)/[^/]+(/[^/]+)?|" + NAME),
    "fb.com": ("facebook", NAME),
    "x.com": ("x", NAME),
    "twitter.com": ("x", NAME),
    "tiktok.com": ("tiktok", r"/@[\w.-]+"),
    "threads.net": ("threads", r"/@[\w.-]+"),
    "threads.com": ("threads", r"/@[\w.-]+"),
    "bsky.app": ("bluesky", r"/profile/[\w.:-]+"),
    "linkedin.com": ("linkedin", r"/(in|company)/[^/]+"),
    "reddit.com": ("reddit", r"/(r|u|user)/[\w-]+"),
    "snapchat.com": ("snapchat", r"/add/[\w.-]+"),
    "pinterest.com": ("pinterest", NAME),
    "vk.com": ("vk", NAME),
    "t.me": ("telegram", NAME),
    "discord.gg": ("discord", NAME),
    "discord.com": ("discord", r"/invite/[\w-]+"),
    "linktr.ee": ("linktree", NAME),
    "tumblr.com": ("tumblr", ".*"),
    "bandcamp.com": ("bandcamp", ".*"),
    "soundcloud.com": ("soundcloud", NAME),
    "youtube.com": ("youtube", r"/(channel|c|user)/[^/]+|/@?[^/]+"),
    "vimeo.com": ("vimeo", NAME),
    "twitch.tv": ("twitch", NAME),
    "patreon.com": ("patreon", r"/c/[\w.-]+|" + NAME),
    "ko-fi.com": ("kofi", NAME),
    "buymeacoffee.com": ("buymeacoffee", NAME),
    "kickstarter.com": ("kickstarter", r"/profile/[\w-]+|/projects/.+"),
    "bandsintown.com": ("bandsintown", r"/a/[\w-]+|" + NAME),
    "songkick.com": ("songkick", r"/artists/[\w-]+"),
}
OWN_HOST = {"bandcamp", "tumblr"}  # the artist's name is part of the host name
# Parts of those sites that look like somebody's name.
NOBODY = """
    about accounts ads direct discover events explore hashtag help home i intent invite legal login p photo photos
    playlist post posts privacy reel reels results search settings share sharer shorts signup status
    stories terms tos tv video videos watch
"""
PHONE = re.compile(r"\+?\(?[0-9](?:[ \u00a0()./\u2011-]{0,3}[0-9]){5,16}")
ARCHIVES = ("archive.org", "archive.is", "archive.today", "archive.ph")  # a page kept there is a page gone


@dataclass(frozen=True)
class Address:
    kind: str  # a Contact's kind: "website", "social", "platform_profile" ("email" and "phone" come from elsewhere)
    platform: str | None  # "instagram", "bandcamp"...; None for a website of their own
    value: str  # an http(s) address


def key_of(value: str) -> str:
    """Two spellings of one address have the same key: scheme, www, the final slash and capitals tell nobody apart, nor
    do %-signs for letters, or how a phone number is spaced.
    """
    bare = re.sub(r"^(https?://|mailto:|tel:)?(www\.)?", "", unquote(value.strip()).casefold())
    return _number(bare) if PHONE.fullmatch(bare) else bare.rstrip("/")


def _number(phone: str) -> str:
    """Its digits from the country's code on; one without is from here."""
    digits = re.sub("[^0-9]", "", phone.replace("(0)", ""))
    if phone.startswith("+"):
        return digits
    return digits[2:] if digits.startswith("00") else re.sub("^0", "64", digits)


def contact_of(type_id: str, url: str) -> Address | None:
    """The way to reach an artist that this link of theirs is, or None when it is none."""
    kind, parts = KINDS.get(type_id), _split(url)
    if kind is None or parts is None:
        return None
    host = parts.hostname.rstrip(".")
    bare = re.sub(r"^(www|m|mobile|web)\.", "", host)
    if any(_within(bare, archive) for archive in ARCHIVES):
        return None
    known = next(((end, *PROFILES[end]) for end in PROFILES if _within(bare, end)), None)
    if known is None:
        query = f"?{parts.query}" if parts.query and "utm_" not in parts.query else ""
        platform = None if kind == WEBSITE else bare[:30]
        return _address(kind, platform, f"{parts.scheme}://{host}{_port(parts)}{parts.path or '/'}{query}")
    end, platform, path = known
    if platform in OWN_HOST:
        own = bare != end
        return _address(_kind(kind), platform, f"https://{bare}/") if own else None
    if (profile := _profile(path, parts)) is None:
        return None
    return _address(
        _kind(kind), platform, f"https://{'www.' if host.startswith(('www.', 'm.')) else ''}{bare}{profile}"
    )


def _kind(kind: str) -> str:
    """A homepage that is a page on somebody else's platform is a profile there."""
    return PLATFORM_PROFILE if kind == WEBSITE else kind


def _profile(pattern: str, parts: SplitResult) -> str | None:
    """The part of the path that names the artist, without the posts and tabs beneath it."""
    if parts.path == "/profile.php":  # Facebook, for those without a name
        number = parse_qs(parts.query, max_num_fields=50).get("id", [""])[0] if parts.query.count("&") < 50 else ""
        return f"/profile.php?id={number}" if re.fullmatch("[0-9]{5,20}", number) else None
    found = re.match(f"({pattern})(?=/|$)", parts.path)
    if not found or found[0].split("/")[1].lower() in NOBODY.split():
        return None
    return found[0]


def _address(kind: str, platform: str | None, value: str) -> Address | None:
    return Address(kind, platform, value) if len(value) <= LONGEST else None


def _within(host: str, end: str) -> bool:
    return host == end or host.endswith("." + end)


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""


def _split(url) -> SplitResult | None:
    """The parts of a public web address; junk, addresses with a password in them, and bare numbers are none."""
    if not isinstance(url, str) or len(url) > LONGEST * 4 or re.search(r"[\s\\<>\"]", url.strip()):
        return None
    url = url.strip()
    if not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        named = re.fullmatch(r"([\w-]+\.)+[^\W\d_][\w-]+\.?", parts.hostname or "")
        proper = parts.scheme in ("http", "https") and named and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # a bracket, a letter or a port that no host has
        return None
    return parts if proper else None
