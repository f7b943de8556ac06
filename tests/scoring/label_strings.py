"""Label names and copyright lines, and what each must be read as.

`A | text` is read for the artist A, and `2007: text` as of that day.
"""

import re
from typing import NamedTuple

ARTISTS = {
    "trio": ("Example Trio", "The Example Trio"),
    "tui": ("Ngā Tūī", "Nga Tui"),
    "mele": ("Mele Hawaiʻi Singers",),
    "kea": ("Kea",),
    "warner": ("Ana Warner",),
    "young": ("Young",),
    "rival": ("The Rivals",),
    "punk": ("!!!",),
    "rtl": ("فرقة النجوم",),
}

MAJOR = """
trio | Example Trio for Island Records
trio | Example Trio (Island Records)
Universal Music Group
UMG
UMG Recordings, Inc.
Universal Music New Zealand Limited
Universal Music New Zealand
Universal Music Australia Pty. Ltd.
Universal-Island Records Ltd.
(P) 2021 Universal Music New Zealand Limited
℗ 2019 Universal International Music B.V.
A Polydor release; ℗ 2019 Universal Music Operations Ltd
Capitol
Capitol Records
Capitol Records, LLC
Island Records Australia
EMI Music Australia
EMI Records Ltd
E.M.I. Records
Def Jam Recordings
0207 Def Jam
Decca
Decca Music
Blue Note Records
A&M Records
A & M
G.O.O.D. Music
10:22PM
Impulse!
[PIAS]
PIAS Recordings
Sony Music Entertainment
Sony Music Entertainment New Zealand Limited
2020 Sony Music Entertainment Australia Pty Ltd
Sony Music Latin
Sony BMG Music Entertainment
SME
Columbia
Columbia Records
Columbia Records UK
RCA Records
Epic Recordings
Since '93
Since ’93
Robots + Humans
Ministry of Sound
Warner
WEA
WEA Records Pty Limited
WMG
Warner Music Group
Warner Music NZ
Warner Bros. Records
Atlantic Records
Atlantic Records UK
Parlophone
Parlophone Records Limited
Elektra Entertainment
Spinnin' Records
Spinnin
East West
Nonesuch
Foo Sounds, a division of Universal Music Group
Foo Sounds, a Warner Music Group company
Foo Sounds (an imprint of Atlantic Records)
Capitol / Interscope
Columbia | RCA
kea | Columbia
rival | Universal Music Group
2007: Flying Nun
2006-01-01: Flying Nun Records
2009: ℗ 2009 Flying Nun Records
2008-05: Foo Sounds, an imprint of Flying Nun
"""

MAJOR_DISTRIBUTED = """
Concord
Fantasy Records
Varese Sarabande
Varèse Sarabande
Vee-Jay
Cooking Vinyl
Fat Possum Records
Roc Nation
Fool’s Gold
Real World
(P) 2024 Foo Sounds under exclusive license to Sony Music Entertainment
trio | ℗ 2024 Example Trio under exclusive licence to Universal Music New Zealand Limited
trio | Example Trio, licensed to Warner Music Australia
trio | Example Trio exclusively licensed to Parlophone Records Limited
trio | 2023 Example Trio, under exclusive licence to AWAL Recordings Ltd
trio | Example Trio under license to The Orchard Enterprises
trio | Example Trio under exclusive worldwide license to Virgin Music
trio | Example Trio, marketed and distributed by Universal Music Australia
trio | Example Trio Records (distributed by Sony Music)
trio | Example Trio / Universal Music
trio | Sony Music / Example Trio
trio | Example Trio | Warner
trio | ℗ 2021 Example Trio © 2022 Universal Music Australia
trio | Sony Music Entertainment under exclusive licence from Example Trio
Foo Sounds / Sony Music
Marketed and distributed by Warner Music Australia
Foo Sounds, manufactured & distributed by Universal Music Australia Pty. Ltd.
Loop Recordings / Universal
2007-03-01: trio | Example Trio under exclusive licence to Flying Nun
2007-03-01: trio | Example Trio / Flying Nun
(P) 2024 Foo Sounds under exclusive license to Warner Music Australia Pty Limited
trio | (P) 2024 Example Trio under exclusive license to Sony Music Entertainment New Zealand Limited
Flying Nun Records under exclusive licence to Warner Music Australia
trio | Example Trio under sole and exclusive licence to Island Records
trio | Example Trio under an exclusive, perpetual licence to Island Records
trio | Example Trio under exclusive licence in Australia and New Zealand to Island Records
trio | Example Trio under exclusive license agreement with Island Records
trio | Example Trio - exclusive licence to Island Records
trio | Licensed to Island Records by Example Trio
"""

INDIE_LABEL = """
trio | Example Trio and Flying Nun Records
trio | A Flying Nun release by Example Trio
Flying Nun
Flying Nun Records
℗ 1987 Flying Nun Records
1987: ℗ 1987 Flying Nun Records
2005-12-31: Flying Nun
2010: Flying Nun Records
2024-05-17: Flying Nun
2010-01: trio | Example Trio / Flying Nun
Lil' Chief Records
Lil’ Chief
Lil Chief
Loop
Loop Recordings Aot(ear)oa
Dawn Raid Entertainment Ltd
Arch Hill
Rattle
trace/untrace
1:12 Records
Mushroom Records
Mushroom Label
Dew Process
Farmer & The Owl
Farmer and the Owl
Hobbledehoy Record Co.
Elefant Traks
Cooking Vinyl Australia
Wantok Musik
Procera Music
4AD
Sub Pop Records
Ninja Tune
XL Recordings Ltd.
Young
Mom + Pop Music
Mom & Pop Music
InFine
BMG Rights Management (UK) Limited
Mute Records
Foo Sounds, an imprint of Flying Nun Records
Flying Nun / Captured Tracks
trio | Example Trio / Flying Nun
trio | ℗ 2022 Example Trio under exclusive licence to Flying Nun Records
trio | Flying Nun Records, distributed by The Orchard
trio | Example Trio + Arch Hill Recordings
"""

SMALL_DISTRIBUTOR = """
DRM NZ
DRM
Digital Rights Management NZ
Gyrostream
Ditto Music
Ditto Music Ltd
Symphonic Distribution
AWAL
AWAL Recordings
The Orchard
The Orchard, a division of Sony Music
Virgin Music Group
FUGA
Believe
MGM Distribution
EMPIRE
ONErpm
℗ 2022 Symphonic Distribution
Too Lost
trio | Example Trio under exclusive licence to EMPIRE
trio | Example Trio, distributed by The Orchard
Distributed by Ditto Music
"""

SELF_RELEASED = """
trio | Example Trio & Friends
trio | Example Trio (via DistroKid)
trio | Example Trio Loop
123456 Records DK
1234 Records DK
Records DK
2790123 Records DK2
DistroKid
Distro Kid
CD Baby
Tunecore
TuneCore
Amuse
UnitedMasters
RouteNote
LANDR
SoundCloud
Independent
independent
Self-Released
Self released
[no label]
Not On Label
Unsigned Artist
DIY
trio | Example Trio
trio | EXAMPLE TRIO
trio | ExampleTrio
trio | The Example Trio
trio | Example Trio Music
trio | Example Trio Records Ltd
trio | Example Trio Recordings Pty Limited
trio | Example Trio Productions LLC
trio | Example Trio Official
trio | ℗ 2021 Example Trio
trio | 2021 Example Trio
trio | © & ℗ 2021 Example Trio. All rights reserved.
trio | (P)(C) 2019, 2021 Example Trio Music
trio | Ⓟ 2021 Example Trio
trio | Copyright 2021 Example Trio
trio | Trio, Example
trio | Example Trio via DistroKid
trio | Example Trio, distributed by DRM NZ
trio | Example Trio distributed by CD Baby
trio | Example Trio Presents
trio | 98765 Records DK
trio | (P) 2024 98765 Records DK
trio | Example Trio Music Limited
2007: trio | Example Trio Records Ltd
tui | Nga Tui Music
tui | Ngā Tūī Records Limited
tui | NGĀ TŪĪ
tui | ℗ 2023 Ngā Tūī
mele | Mele Hawaii Singers
mele | Mele Hawai'i Singers Music
kea | Kea Records
kea | ℗ 2024 Kea
kea | Kea Music NZ Ltd
warner | Ana Warner
warner | Ana Warner Music
warner | ℗ 2020 Ana Warner
young | Young Music
rival | Rivals Records
rtl | فرقة النجوم
"""

UNKNOWN = """
trio | Example Trio under exclusive licence in the world to Foo Sounds
trio | Example Trio with a licence of Foo Sounds
Premier Records
Premier
Emirates
Emirates Sound
Virginia
Virginia Records
Academic
Academic Music
(P) 2024 Premier Records Ltd
℗ 2023 Emirates Music Limited
(C) 2022 Virginia Music Inc
Academic Records, LLC
(P) 2024 Foo Sounds under exclusive license to Bar Tapes
Foo Sounds
2007: Foo Sounds
℗ 2021 Foo Sounds
2020 Records
Foo / Bar
Loophole Records
Rattlesnake
Decadence
Epicentre Records
Sonyador
Universalist Music
Warneroo
Columbian Sound
Atlantica
Stemware
Amused Records
Rhinoceros
Parlophonic
Youngblood
Via Records
Part of the Plan Records
A Good Label
Independent Sounds of Ponsonby
Foo Sounds, distributed by Ditto Music
Foo Sounds, distributed by The Orchard
Licensed to Foo Sounds
kea | Keane Records
kea | Team Kea
kea | Kea Point Sounds
trio | Exemplary Trio
trio | Trio
trio | Example Trio / Foo Sounds
trio | Example Trio under exclusive licence to Foo Sounds
punk | ???
rtl | نجوم
"""


class Line(NamedTuple):
    text: str
    artists: tuple[str, ...]
    kind: str
    day: str | None = None


def strings() -> list[Line]:
    found = []
    for kind in ("major", "major_distributed", "indie_label", "small_distributor", "self_released", "unknown"):
        for line in filter(None, globals()[kind.upper()].splitlines()):
            dated = re.match(r"([\d-]{4,10}): ", line)
            line = line[dated.end() :] if dated else line
            artist, separator, text = line.partition(" | ")
            known = separator and artist in ARTISTS
            day = dated[1] if dated else None
            found.append(Line(text if known else line, ARTISTS[artist] if known else (), kind, day))
    return found
