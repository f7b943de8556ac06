"""Areas as MusicBrainz draws them: city, sometimes a district, a subdivision with its code, the country."""

from sandbox.catalogue.ids import mbid
from sandbox.catalogue.model import Area

# city: (its subdivision's code, the subdivision's name, a district between them or None)
NEW_ZEALAND = {
    "Auckland": ("NZ-AUK", "Auckland Region", None),
    "Wellington": ("NZ-WGN", "Wellington Region", None),
    "Christchurch": ("NZ-CAN", "Canterbury", None),
    "Dunedin": ("NZ-OTA", "Otago", None),
    "Hamilton": ("NZ-WKO", "Waikato", None),
    "Raglan": ("NZ-WKO", "Waikato", "Waikato District"),
    "Tauranga": ("NZ-BOP", "Bay of Plenty", None),
    "Nelson": ("NZ-NSN", "Nelson Region", None),
    "Napier": ("NZ-HKB", "Hawke's Bay", None),
    "Palmerston North": ("NZ-MWT", "Manawatū-Whanganui", None),
    "Whangārei": ("NZ-NTL", "Northland", "Whangārei District"),
    "Gisborne": ("NZ-GIS", "Gisborne District", None),
    "Invercargill": ("NZ-STL", "Southland", None),
    "New Plymouth": ("NZ-TKI", "Taranaki", "New Plymouth District"),
    "Lyttelton": ("NZ-CAN", "Canterbury", "Banks Peninsula"),
    "Ōpōtiki": ("NZ-BOP", "Bay of Plenty", "Ōpōtiki District"),
}
AUSTRALIA = {
    "Melbourne": ("AU-VIC", "Victoria", None),
    "Sydney": ("AU-NSW", "New South Wales", None),
    "Brisbane": ("AU-QLD", "Queensland", None),
    "Hobart": ("AU-TAS", "Tasmania", None),
    "Fremantle": ("AU-WA", "Western Australia", "City of Fremantle"),
    "Darwin": ("AU-NT", "Northern Territory", None),
}
# country code: (name, a city without codes or None, the second code that the territory also carries)
PACIFIC = {
    "FJ": ("Fiji", "Suva", ()),
    "WS": ("Samoa", "Apia", ()),
    "TO": ("Tonga", "Nukuʻalofa", ()),
    "VU": ("Vanuatu", None, ()),
    "SB": ("Solomon Islands", "Honiara", ()),
    "PG": ("Papua New Guinea", "Port Moresby", ()),
    "KI": ("Kiribati", None, ()),
    "TV": ("Tuvalu", "Funafuti", ()),
    "NR": ("Nauru", None, ()),
    "FM": ("Federated States of Micronesia", "Palikir", ()),
    "MH": ("Marshall Islands", None, ()),
    "PW": ("Palau", "Koror", ()),
    "CK": ("Cook Islands", "Avarua", ()),
    "NU": ("Niue", None, ()),
    "TK": ("Tokelau", None, ()),
    "WF": ("Wallis and Futuna", None, ("FR-WF",)),
    "PF": ("French Polynesia", "Papeete", ("FR-PF",)),
    "NC": ("New Caledonia", "Nouméa", ("FR-NC",)),
    "GU": ("Guam", "Hagåtña", ("US-GU",)),
    "MP": ("Northern Mariana Islands", None, ("US-MP",)),
    "AS": ("American Samoa", "Pago Pago", ("US-AS",)),
    "PN": ("Pitcairn Islands", None, ()),
    "NF": ("Norfolk Island", None, ()),
}
# city: (subdivision's code, subdivision, country's name); Hawaiʻi is no country of its own
ELSEWHERE = {
    "Honolulu": ("US-HI", "Hawaiʻi", "United States"),
    "Portland": ("US-OR", "Oregon", "United States"),
    "Leeds": ("GB-LDS", "Leeds Metropolitan Borough", "United Kingdom"),
    "Toronto": ("CA-ON", "Ontario", "Canada"),
    "Lyon": ("FR-69", "Rhône", "France"),
    "Osaka": ("JP-27", "Ōsaka", "Japan"),
    "Lagos": ("NG-LA", "Lagos State", "Nigeria"),
}
WHOLE_COUNTRIES = {"NZ": "New Zealand", "AU": "Australia", "DE": "Germany", "IS": "Iceland"}


class Atlas:
    """Areas by the word that the builder deals: a city, a Pacific code, a whole country's code."""

    def __init__(self):
        self.areas: list[Area] = []
        self.by_key: dict[str, Area] = {}
        for code, name in WHOLE_COUNTRIES.items():
            self._country(code, name)
        for country, cities in (("NZ", NEW_ZEALAND), ("AU", AUSTRALIA)):
            for city, (code, region, district) in cities.items():
                upper = self._subdivision(code, region, self.by_key[country])
                if district:
                    upper = self._add(f"district:{district}", district, "District", upper)
                self._add(city, city, "City", upper)
        for code, (name, city, second) in PACIFIC.items():
            self._country(code, name, second)
            if city:
                self._add(f"{code} city", city, "City", self.by_key[code])
        for city, (code, region, name) in ELSEWHERE.items():
            country = self._country(code[:2], name)
            self._add(city, city, "City", self._subdivision(code, region, country))

    def _add(self, key, name, kind, parent=None, iso1=(), iso2=()) -> Area:
        if key not in self.by_key:
            area = Area(mbid("area", key), name, kind, parent, tuple(iso1), tuple(iso2))
            self.by_key[key] = area
            self.areas.append(area)
        return self.by_key[key]

    def _country(self, code, name, second=()) -> Area:
        return self._add(code, name, "Country", iso1=(code,), iso2=second)

    def _subdivision(self, code, name, country) -> Area:
        return self._add(code, name, "Subdivision", country, iso2=(code,))
