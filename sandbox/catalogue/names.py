"""Invented names. The first ones are the awkward ones; then combinations, never twice the same."""

import random


def listed(words: str) -> list[str]:
    return words.split()


AWKWARD = (
    "Tāhuna Kōrero",
    "Neon Pāua 🌊",
    "نجوم المرفأ",
    "Fōlauʻofa",
    "Mrs O'Tarrow's Kettle",
    "Earth, Tin & Timber",
    "Kalaʻehu Leimomi",
    "גלי הנמל",
    "Salt & Signal",
    "Leʻausā Tamaʻi",
    "417",
    "What? (The Weather)",
    "Ōhikō",
    "港の灯り",
    "+/- Tide",
    "Broken Records",
    "THE QUIET DEPARTMENT OF ROADS",
    "Zoë Ångmark",
    "Nettle, the Younger",
    'Rā "Sunny" Whetūmārama',
    "A/C Dusk",
    "The The Thes",
    "Manuʻatele ft. Nobody",
    "Ngāio~Nine",
)
ADJECTIVES = listed("""
    Amber Bitter Broken Civil Copper Damp Distant Early Electric Feral Gentle Half Hollow Idle Late Little Lunar
    Marble Modest Narrow Northern Odd Paper Pale Plastic Quiet Rapid Restless Rusty Salt Second Silver Slow
    Southern Static Tall Tender Tidal Velvet Woollen
""")
NOUNS = listed("""
    Albatross Anchor Antenna Basin Beacon Bramble Cable Canoe Cinder Comet Compass Cordial Driftwood Estuary
    Fathom Ferry Flannel Gannet Glacier Gumboot Harbour Heron Inlet Kettle Kiosk Ladder Lantern Letterbox Magpie
    Meridian Moth Orchard Paddock Pylon Quarry Radio Ridge Saddle Satellite Shoal Signal Skylark Spanner Summit
    Tarpaulin Thicket Turbine Valley Verandah Weather Weir Willow
""")
FIRST = listed("""
    Alofa Anahera Bryony Callum Dahlia Edwin Etera Fetu Fleur Hemi Ione Isla Jarrah Kalani Keola Leilani Losa
    Mahina Marama Mele Nikau Noa Odette Petra Rangi Rowan Sefina Sione Tahu Tavita Tui Viliami Wiremu Yasmin
""")
LAST = listed("""
    Ashgrove Barrowmere Caldersea Dunmarrow Eastwether Fallowby Grimsand Hinewai Ironbark Kahuroa Larkspire
    Mataroa Ngakuru Oakhanger Pellingham Quillane Ravelston Seabrook Tautahi Umberlow Vaifale Waipuna Yarrowden
""")
SYLLABLES = listed("""
    ka ke ki ko ku ma me mi mo mu na ne nu pa pi po ra re ri ro ru ta te ti to tū wa whā hā hē hō lā lī mā nō
""")
TITLE_WORDS = listed("""
    Afternoon Asphalt Bloom Borrowed Causeway Ceiling Daylight Echo Ember Fences Gravel Headlands Home Horizon
    Kitchen Lullaby Maps Midnight Moana Morning November Ocean Parallel Postcard Rain River Shadow Shelter
    Sparks Starlight Stones Sunday Tide Tomorrow Undertow Voices Waiting Water Windows Winter
""")
LABEL_ENDINGS = (
    "Records",
    "Recordings",
    "Music",
    "Tapes",
    "Sound",
    "Collective",
    "Discs",
    "Records NZ",
    "Audio Ltd",
    "Records Pty Ltd",
)


def _many(noun: str) -> str:
    if noun.endswith("y"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _one(rng: random.Random) -> str:
    shape = rng.randrange(6)
    if shape == 0:
        return f"The {rng.choice(ADJECTIVES)} {_many(rng.choice(NOUNS))}"
    if shape == 1:
        return f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    if shape == 2:
        return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(3, 5))).capitalize()
    if shape == 3:
        return f"{rng.choice(FIRST)} & the {_many(rng.choice(NOUNS))}"
    if shape == 4:
        return f"{rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} {rng.choice(NOUNS)}"
    return f"{rng.choice(ADJECTIVES)} {rng.choice(NOUNS)}"


def artist_names(rng: random.Random, count: int) -> list[str]:
    """Every name once, save that each 25th artist has to share the name of an earlier one."""
    names, seen = [], set()
    awkward = iter(AWKWARD)
    for number in range(count):
        if number % 25 == 24:
            names.append(names[rng.randrange(24, number) if number > 30 else 20])
            continue
        name = next(awkward, None) if number % 2 == 1 or number > 40 else None
        while name is None or name in seen:
            name = _one(rng) if len(seen) < 4000 or rng.random() < 0.5 else f"{_one(rng)} {rng.choice(LAST)}"
        seen.add(name)
        names.append(name)
    return names


def label_names(rng: random.Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        word = rng.choice(
            (rng.choice(LAST), f"{rng.choice(ADJECTIVES)} {rng.choice(NOUNS)}", f"{rng.choice(NOUNS)} Street")
        )
        names.setdefault(f"{word} {rng.choice(LABEL_ENDINGS)}")
    return list(names)


def title(rng: random.Random) -> str:
    words = rng.sample(TITLE_WORDS, rng.choice((1, 2, 2, 3)))
    joined = " ".join(words)
    return rng.choice(
        (joined, joined, joined, f"{joined} (Live)", f"{joined} - Radio Edit", f"{joined} (Te Reo Māori version)")
    )
