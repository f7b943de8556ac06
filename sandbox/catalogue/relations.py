"""MusicBrainz's relationship types: the name and the id that the service sends."""

URL_TYPES = {
    "homepage": ("official homepage", "fe33d22f-c3b0-4d68-bd53-a856badf2b15"),
    "youtube": ("youtube", "6a540e5b-58c6-4192-b6ba-dbc71ec8fcf0"),
    "youtube music": ("youtube music", "631712a0-7525-42ba-b7a3-605aa7a238c4"),
    "video channel": ("video channel", "d86c9450-b6d0-4760-a275-e7547495b48b"),
    "bandcamp": ("bandcamp", "c550166e-0548-4a18-b1d4-e2ae423a3e88"),
    "soundcloud": ("soundcloud", "89e4a949-0976-440d-bda1-5f772c1e5710"),
    "social": ("social network", "99429741-f3f6-484b-84f8-23af51991770"),
    "free streaming": ("free streaming", "769085a1-c2f7-4c24-a532-2375a77693bd"),
    "streaming": ("streaming", "63cc5d1f-f096-4c94-a43f-ecb32ea94161"),
    "purchase": ("purchase for download", "f8319a2f-f824-4617-81c8-be6560b3b203"),
    "patronage": ("patronage", "6f77d54e-1d81-4e1a-9ea5-37947577151b"),
    "wikidata": ("wikidata", "689870a4-a1e4-4912-b17f-7b2664215698"),
    "discogs": ("discogs", "04a5b104-a4c2-4bac-99a1-7b837c37d9e4"),
    "lastfm": ("last.fm", "08db8098-c0df-4b78-82c3-c8697b4bba7f"),
    "setlistfm": ("setlistfm", "bf5d0d5e-27a1-4e94-9df7-3cdc67b3b207"),
    "songkick": ("songkick", "aac9c4bc-a5b9-30b8-9839-e3ac314c6e58"),
    "cdbaby": ("CD Baby", "4c21e5f5-2960-4abc-88a1-62ce491bb96e"),
}

LABEL_TYPES = {
    "ownership": ("label ownership", "ab7a9be0-c060-4852-8f2e-4faf5b33231e"),
    "imprint": ("imprint", "23f8c592-006d-4214-9080-c4e5000c05d7"),
    "distribution": ("label distribution", "e0636054-32b7-4dd5-97a9-6e5664d443bc"),
    "rename": ("label rename", "e6159066-6013-4d09-a2f8-bc473f21e89e"),
    "association": ("business association", "0c1ff137-fca5-4148-82b7-8bce3c69165a"),
}

ARTIST_TYPES = {
    "contract": ("recording contract", "b336d682-592f-4486-9f45-3d5d59895bdc"),
    "personal label": ("personal label", "fe16f2bd-d324-435a-8076-bcf43b805bd9"),
    "founder": ("label founder", "577996f3-7ff9-45cf-877e-740fb1267a63"),
    "publisher": ("personal publisher", "8fecc8a7-0df7-4637-9152-f12a07f0e9cd"),
}

PART_OF = ("part of", "de7cc874-8b1b-3a05-8272-f3834c968fb7")
NO_LABEL = "157afde4-4bf5-4039-8ad2-5a15acc85176"
VARIOUS_ARTISTS = "89ad4ac3-39f7-470e-963a-56509c546377"
