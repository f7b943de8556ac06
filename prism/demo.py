"""The whole of Prism against made-up platforms: sample spreadsheet in, leads out, and what it took."""

import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum

from enrichment import jobs, progress, quotas
from enrichment.models import Call, Quota
from leads import intake
from leads.models import Artist, Job, Upload
from leads.models.platforms import Platform

CATALOGUE = ["--artists", "60", "--isrcs", "240", "--seed", "1"]
DATABASE = "demo.db"
FACTOR = 20  # the made-up platforms allow this many times what the real ones do
PATIENCE = 300  # seconds for the whole analysis
TIERS = "ABCD"
INTERVALS = ("MUSICBRAINZ_INTERVAL", "SPOTIFY_INTERVAL", "YOUTUBE_INTERVAL", "LASTFM_INTERVAL")
BUDGETS = ("SPOTIFY_DAILY_BUDGET", "YOUTUBE_DAILY_UNITS", "YOUTUBE_DAILY_SEARCHES", "YOUTUBE_DAILY_STATS")
BUCKETS = {
    Platform.SPOTIFY: ["spotify:daily"],
    Platform.YOUTUBE: ["youtube:main", "youtube:search", "youtube:stats"],
}


def start_sandbox() -> str:
    """Starts the made-up platforms, which end when we do, and returns their address."""
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        "0",
        "--die-with-parent",
        "--limits",
        f"x{FACTOR}",
        *CATALOGUE,
    ]
    sandbox = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    line = sandbox.stdout.readline()
    if " on http://" not in line:
        raise RuntimeError("The made-up platforms did not start.")
    return line.split()[-1]


def environment(url: str) -> dict[str, str]:
    """Settings under which Prism asks the made-up platforms, with a database of its own."""
    urls = ("MUSICBRAINZ_URL", "SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL", "YOUTUBE_URL", "LASTFM_URL")
    keys = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "YOUTUBE_API_KEY", "LASTFM_API_KEY")
    return {
        "PRISM_ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_DIR": str(settings.DATA_DIR.absolute() / "demo"),
        "DATABASE_URL": f"sqlite:///{settings.DATA_DIR.absolute() / DATABASE}",
        "CONTACT": "https://prism.example.test/",
        **dict.fromkeys(urls, url),
        **dict.fromkeys(keys, "made-up"),
        **{name: str(getattr(settings, name) / FACTOR) for name in INTERVALS},
        **{name: str(getattr(settings, name) * FACTOR) for name in BUDGETS},
    }


def begin_afresh():
    """Last time's database goes: a demo that finds everything known already shows nothing."""
    name = settings.DATABASES["default"]["NAME"]
    if Path(name).name != DATABASE:
        raise RuntimeError(f"{name} is not the demo's database, so nothing was touched.")
    for ending in ("", "-wal", "-shm"):
        Path(f"{name}{ending}").unlink(missing_ok=True)


def sample_spreadsheets() -> Path:
    """The folder with the sample spreadsheets of the made-up catalogue."""
    folder = settings.DATA_DIR / "samples"
    command = [sys.executable, "-m", "sandbox", "--spreadsheets", str(folder), *CATALOGUE]
    subprocess.run(command, cwd=settings.BASE_DIR, check=True, stdout=subprocess.DEVNULL)
    return folder


def take_in(folder: Path, user) -> Upload:
    """The demo's workbook. A few of its codes came before, in a pasted list, so that it holds known ones too."""
    intake.take_in_codes((folder / "codes.txt").read_text().split()[:5], kind="paste", label="A first list", user=user)
    return intake.take_in(folder / "demo.xlsx", "demo.xlsx", user=user).upload


def analyse(upload: Upload, user, worker, show) -> Job:
    """Hands the upload to the worker and watches until every row is finished, the worker dies or patience ends."""
    job = jobs.start_upload(upload, user)
    until = time.monotonic() + PATIENCE
    while worker.poll() is None and time.monotonic() < until:
        now = progress.of(job)
        show(now)
        if now.finished:
            break
        time.sleep(0.5)
    job.refresh_from_db()
    return job


def shortcomings(job: Job) -> list[str]:
    """Why this demo did not show what it should, in sentences."""
    reached = progress.of(job)
    called = set(Call.objects.values_list("platform", flat=True))
    found = []
    if not reached.accepted:
        found.append("No row of the spreadsheet was accepted.")
    if not reached.finished:
        found.append(f"{reached.accepted - reached.done} of {reached.accepted} rows are not finished.")
    found += [f"Tier {tier} has no lead." for tier in TIERS if not reached.tiers.get(tier)]
    found += [f"{platform.label} was never asked." for platform in Platform if platform not in called]
    return found


def summary(upload: Upload, job: Job, seconds: float) -> list[str]:
    """The table at the end."""
    reached = progress.of(job)
    outcomes = Counter(dict(upload.cells.values_list("outcome").annotate(n=Count("pk"))))
    states = {state: n for state, n in reached.counts.items() if n and state != "waiting_for_quota"}
    lines = [
        "",
        f"Spreadsheet   {upload.filename}: {named(outcomes)}",
        f"Rows          {reached.accepted} accepted: {named(states)}",
        f"Leads         {reached.leads}: " + ", ".join(f"{tier} {reached.tiers.get(tier, 0)}" for tier in TIERS),
        "",
        f"{'Platform':<14}{'Calls':>6}   Daily quota used",
    ]
    calls = dict(Call.objects.values_list("platform").annotate(n=Count("pk")))
    lines += [f"{platform.label:<14}{calls.get(platform, 0):>6}   {quota(platform)}" for platform in Platform]
    lines += ["", "Best leads"]
    lines += [f"  {lead.tier} {lead.total_score:>5}  {lead.name}" for lead in Artist.objects.leads()[:5]]
    return [*lines, "", f"Done in {seconds:.0f} seconds."]


def named(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items() if n) or "nothing"


def quota(platform: str) -> str:
    """What a platform's daily buckets hold, as 'search 3 of 2,000'; a dash where there are none."""
    used = dict(Quota.objects.values_list("bucket").annotate(n=Sum("used")))
    told = [
        f"{bucket.split(':')[1]} {used.get(bucket, 0):,} of {quotas.cap(bucket):,}"
        for bucket in BUCKETS.get(platform, [])
    ]
    return ", ".join(told) or "-"
