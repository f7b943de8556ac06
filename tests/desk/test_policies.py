"""The pages of a policy: a form that cannot produce nonsense, what it would do, publishing, rolling back."""

import pytest
from django.urls import reverse

from leads import policies
from leads.models import Artist, PolicyRun
from outreach import pins
from prism.templatetags.desk import nzt
from scoring.models import Policy
from scoring.rules import DEFAULT_POLICY
from scoring.rules.numbers import figures, in_words, value_at
from tests.desk.doors import bare, words_of
from tests.factories import ArtistFactory, book_of_leads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    monkeypatch.setattr("leads.runs.wake", lambda run: None)


@pytest.fixture
def draft(owner):
    return policies.new_draft(Policy.objects.get(), owner)


def at(page, row):
    return reverse(f"admin:scoring_policy_{page}", args=[row.pk])


def typed(policy, **changed):
    """What the form sends; names of numbers with __ for -."""
    numbers = {figure.key: in_words(value_at(policy.data, figure.path)) for figure in figures()}
    changed = {name.replace("__", "-"): value for name, value in changed.items()}
    return {"name": policy.name, "seen": policy.stamp, **numbers, **changed}


def save(client, policy, **changed):
    return client.post(at("change", policy), typed(policy, **changed))


def test_every_number_has_a_label_and_stands_in_the_form(staff_client, draft):
    page = words_of(staff_client.get(at("change", draft)))
    for figure in figures():
        assert f'name="{figure.key}"' in page and figure.label in page and "_" not in figure.label


def test_a_new_draft_from_this(analyst_client):
    reply = analyst_client.post(at("draft", Policy.objects.get()))
    made = Policy.objects.get(state="draft")
    assert reply.url == at("change", made) and made.data == DEFAULT_POLICY


def test_the_list_offers_a_draft_to_those_who_may(client, owner, viewer):
    address = reverse("admin:scoring_policy_changelist")
    for person, offered in ((owner, True), (viewer, False)):
        client.force_login(person)
        assert ("New draft from policy 1" in words_of(client.get(address))) is offered


def test_the_list_says_when_as_new_zealand_does(staff_client, draft):
    page = words_of(staff_client.get(reverse("admin:scoring_policy_changelist")))
    moment = nzt(Policy.objects.get(state="published").published_at)
    assert moment.endswith(("am", "pm")) and moment in page and "Not yet" in page


def test_percent_stand_at_their_number(staff_client):
    page = words_of(staff_client.get(at("change", Policy.objects.get())))
    assert '5</span><span class="dk-sub">%</span>' in page and "365 days" in bare(page)


def test_a_draft_is_saved_and_shows_what_is_published_beside_it(staff_client, draft):
    reply = save(
        staff_client, draft, weights__geography="30", weights__independence="30", thresholds__recent_days="1,000"
    )
    assert reply.status_code == 302
    draft.refresh_from_db()
    assert draft.data["weights"] == {"independence": 30, "opportunity": 40, "geography": 30}
    assert draft.data["thresholds"]["recent_days"] == 1000
    page = words_of(staff_client.get(at("change", draft)))
    assert "Published: 20" in page and "Published: 365" in page and page.count("Published: ") == 3


def test_decimals_survive(staff_client, draft):
    save(staff_client, draft, points__youtube__high_potential="8.25", tiers__C="30.50")
    draft.refresh_from_db()
    assert (draft.data["points"]["youtube"]["high_potential"], draft.data["tiers"]["C"]) == (8.25, 30.5)
    assert 'value="8.25"' in words_of(staff_client.get(at("change", draft)))


NONSENSE = {
    "negative": ({"points__geography__other": "-5"}, "-5 is negative. The least is 0."),
    "NaN": ({"weights__geography": "NaN"}, "“NaN” is not a number."),
    "infinite": ({"weights__geography": "Infinity"}, "“Infinity” is not a number."),
    "1e400": ({"weights__geography": "1e400"}, "“1e400” is not a number."),
    "blank": ({"weights__geography": " "}, "Give a number."),
    "text": ({"tiers__A": "seventy"}, "“seventy” is not a number. Write it like 40 or 12.5."),
    "markup": ({"tiers__A": "<b>70</b>"}, "“&lt;b&gt;70&lt;/b&gt;” is not a number."),
    "other digits": ({"tiers__A": "７０"}, "“７０” is not a number."),
    "a comma for the point": ({"tiers__A": "70,5"}, "“70,5” is not a number."),
    "three decimals": ({"tiers__A": "70.125"}, "70.125 has more than two decimals."),
    "huge": ({"thresholds__no_presence_audience": "9" * 500}, "is too large. The most is 1,000,000,000."),
    "weights of 110": ({"weights__geography": "30"}, "The weights must add up to 100, not 110."),
    "tiers overlap": ({"tiers__B": "70"}, "The tier borders must fall from A to C"),
    "half a day": ({"thresholds__recent_days": "0.5"}, "“Recent activity” among the thresholds must be a whole number"),
    "for ever": ({"thresholds__recent_days": "999999999"}, "must be at most 36,500 days"),
    "window": (
        {"thresholds__growth_window_days": "7"}, "“Growth: window” must not be shorter than “Growth: days apart”.",
    ),
    "nothing for a region": (
        {f"points__geography__{region}": "0" for region in DEFAULT_POLICY["points"]["geography"]},
        "At least one of the points for geography must be more than 0.",
    ),
    "no name": ({"name": "  "}, "Give the draft a name."),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "sentence"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_gets_its_sentence_and_nothing_is_saved_or_lost(staff_client, draft, changed, sentence):
    reply = save(staff_client, draft, **{"points__youtube__underperforming": "11", **changed})
    page = words_of(reply)
    assert reply.status_code == 422 and sentence in page
    assert 'value="11"' in page  # what else was typed
    assert Policy.objects.get(pk=draft.pk).data == DEFAULT_POLICY


def test_a_tier_nobody_could_reach_is_said_on_top(staff_client, draft):
    nothing = {f"points__opportunity__{name}": "0" for name in DEFAULT_POLICY["points"]["opportunity"]}
    kinds = {f"points__independence__{kind}": "40" for kind in ("small_distributor", "indie_label")}
    weights = {"weights__independence": "100", "weights__opportunity": "0", "weights__geography": "0"}
    reply = save(staff_client, draft, **nothing, **kinds, **weights)
    assert reply.status_code == 422 and "No artist could ever reach tier B or C." in words_of(reply)


def test_a_tampered_form_changes_nothing_else(staff_client, draft):
    sent = typed(draft) | {"state": "published", "version": "99", "data": "{}", "points-independence-unknown": "40"}
    del sent["tiers-A"]
    reply = staff_client.post(at("change", draft), sent)
    assert reply.status_code == 422 and "Give a number." in words_of(reply)
    sent["tiers-A"] = "75"
    assert staff_client.post(at("change", draft), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.version, draft.data["tiers"]["A"]) == ("draft", 2, 75)
    assert "unknown" not in draft.data["points"]["independence"]


def test_who_saves_second_sees_both_and_may_then_replace(staff_client, draft, analyst):
    first = typed(draft, tiers__A="75")
    policies.save_draft(
        draft, "Theirs", {**DEFAULT_POLICY, "tiers": {"A": 80, "B": 50, "C": 30}}, analyst, seen=draft.stamp
    )
    reply = staff_client.post(at("change", draft), first)
    page = words_of(reply)
    assert reply.status_code == 409
    assert "analyst changed this draft meanwhile" in page and 'value="75"' in page and "Stands now: 80" in page
    assert Policy.objects.get(pk=draft.pk).data["tiers"]["A"] == 80
    again = first | {"seen": Policy.objects.get(pk=draft.pk).stamp}
    assert f'value="{again["seen"]}"' in page
    assert staff_client.post(at("change", draft), again).status_code == 302
    assert Policy.objects.get(pk=draft.pk).data["tiers"]["A"] == 75


def test_saving_can_preview_at_once(staff_client, draft):
    book_of_leads(30)
    reply = save(staff_client, draft, preview="1", tiers__A="80", tiers__B="60", tiers__C="40")
    assert reply.url.endswith("#run")
    page = words_of(staff_client.get(at("change", draft)))
    run = PolicyRun.objects.get()
    assert run.state == "done" and "would move to another tier" in page and "Who moves" in page
    assert "Average score" in page and "New Zealand" in page
    save(staff_client, Policy.objects.get(pk=draft.pk), tiers__A="90")
    assert "The draft was changed since." in words_of(staff_client.get(at("change", draft)))


def test_a_preview_says_when_another_policy_was_published_since(staff_client, owner, draft):
    book_of_leads(3)
    policies.preview(draft, owner)
    other = policies.new_draft(draft, owner)
    assert "A policy was published since." not in words_of(staff_client.get(at("change", draft)))
    policies.publish(other, owner, "Too many", seen=other.stamp, instead_of=1)
    assert "A policy was published since." in words_of(staff_client.get(at("change", draft)))


def test_the_movers_of_one_move(staff_client, draft):
    lead = ArtistFactory(name="Kōwhai <i>Bloom</i>")
    draft.data = {**DEFAULT_POLICY, "tiers": {"A": 99, "B": 98, "C": 97}}
    draft.save()
    policies.preview(draft, None)
    old = lead.tier
    page = words_of(staff_client.get(at("change", draft), {"move": f"{old}-D"}))
    assert f'href="{reverse("admin:leads_artist_change", args=[lead.pk])}">Kōwhai &lt;i&gt;Bloom&lt;/i&gt;</a>' in page
    assert "Nobody of those kept" in words_of(staff_client.get(at("change", draft), {"move": "D-A"}))


def test_names_are_for_those_who_may_see_leads(client, draft, django_user_model):
    from django.contrib.auth.models import Permission

    ArtistFactory(name="Kōwhai Bloom")
    draft.data = {**DEFAULT_POLICY, "tiers": {"A": 99, "B": 98, "C": 97}}
    draft.save()
    policies.preview(draft, None)
    user = django_user_model.objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_policy"))
    client.force_login(user)
    page = words_of(client.get(at("change", draft)))
    assert "would move to another tier" in page and "Kōwhai Bloom" not in page


def test_a_run_moves_without_a_reload(staff_client, draft):
    book_of_leads(2)
    run = PolicyRun.objects.create(kind="preview", policy=draft, data=draft.data, total=2)
    address = reverse("admin:scoring_policy_run", args=[run.pk])
    page = staff_client.get(address)
    assert 'hx-trigger="every 2s' in words_of(page) and "0 of 2 leads" in words_of(page)
    assert staff_client.get(address, {"seen": page.context["seen"]}).status_code == 204
    policies.runs.work_on(run.pk)
    after = words_of(staff_client.get(address, {"seen": page.context["seen"]}))
    assert "hx-trigger" not in after and "No lead would move" in after


def publish(client, policy, note="Too many A leads", **changed):
    seen = {"seen": policy.stamp, "instead_of": Policy.objects.current()[0], "note": note}
    return client.post(at("publish", policy), seen | changed)


def test_publishing_asks_for_a_note_and_shows_what_changes(staff_client, draft):
    book_of_leads(4)
    save(staff_client, draft, preview="1", tiers__A="80")
    draft.refresh_from_db()
    page = words_of(staff_client.get(at("publish", draft)))
    assert "A from" in page and "What it would do to the book" in page
    refused = publish(staff_client, draft, " ")
    assert refused.status_code == 422 and "Say in a note" in words_of(refused)
    assert publish(staff_client, draft).status_code == 302
    assert Policy.objects.current()[0] == 2 and set(Artist.objects.values_list("policy_version", flat=True)) == {2}
    page = words_of(staff_client.get(at("change", draft)))
    assert "What it did to the book" in page and "Too many A leads" in page and "4 leads rescored" in page


def test_rolling_back(staff_client, draft):
    publish(staff_client, draft)
    first = Policy.objects.get(version=1)
    assert "Roll back to this" in words_of(staff_client.get(at("change", first)))
    assert publish(staff_client, first, "Back again").status_code == 302
    assert Policy.objects.current()[0] == 1


@pytest.mark.parametrize("changed", [{"instead_of": "7"}, {"instead_of": ""}, {"instead_of": "²"}, {"seen": "x"}])
def test_what_was_seen_must_be_what_stands(staff_client, draft, changed):
    reply = publish(staff_client, draft, **changed)
    assert reply.status_code == 422 and "Not published" in words_of(reply) and "Too many A leads" in words_of(reply)
    assert Policy.objects.current()[0] == 1


def test_those_who_may_look_change_nothing(viewer_client, draft):
    page = words_of(viewer_client.get(at("change", draft)))
    assert (
        "Self-released" in page and 'name="weights-' not in page and "New draft" not in page and "Publish…" not in page
    )
    run = PolicyRun.objects.create(kind="preview", policy=draft, data=draft.data, state="failed")
    replies = [save(viewer_client, draft), publish(viewer_client, draft), viewer_client.get(at("publish", draft))]
    replies += [viewer_client.post(at(page, draft)) for page in ("draft", "preview", "delete")]
    replies.append(viewer_client.post(reverse("admin:scoring_policy_again", args=[run.pk])))
    assert {reply.status_code for reply in replies} == {403}
    assert Policy.objects.count() == 2 and Policy.objects.current()[0] == 1


def test_who_may_edit_may_not_publish(client, draft, django_user_model):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_policy", "change_policy")))
    client.force_login(user)
    assert save(client, draft, tiers__A="75").status_code == 302
    draft.refresh_from_db()
    assert publish(client, draft).status_code == 403
    assert "Publish…" not in words_of(client.get(at("change", draft)))


@pytest.mark.parametrize(("state", "words"), [("done", "it is done already"), ("running", "it is running already")])
def test_there_is_nothing_to_go_on_with_but_what_failed(staff_client, draft, state, words):
    run = PolicyRun.objects.create(kind="preview", policy=draft, data=draft.data, state=state)
    reply = staff_client.post(reverse("admin:scoring_policy_again", args=[run.pk]), follow=True)
    assert words in words_of(reply)


def test_clicks_that_change_something_are_posts(staff_client, draft):
    assert {staff_client.get(at(page, draft)).status_code for page in ("draft", "preview")} == {405}


@pytest.mark.parametrize(("version", "goes"), [(1, False), (2, True)])
def test_only_a_draft_may_be_deleted(staff_client, draft, version, goes):
    policy = Policy.objects.get(version=version)
    reply = staff_client.post(at("delete", policy), {"post": "yes"})
    assert reply.status_code == (302 if goes else 403)
    assert Policy.objects.filter(version=version).exists() is not goes


def test_a_published_policy_takes_no_numbers(staff_client, draft):
    policy = Policy.objects.get(version=1)
    assert save(staff_client, policy, tiers__A="75").status_code == 403
    assert Policy.objects.get(version=1).data == DEFAULT_POLICY


def test_a_policy_of_before_that_lacks_a_number_can_be_read_but_not_published(staff_client, draft):
    data = {**DEFAULT_POLICY, "thresholds": {**DEFAULT_POLICY["thresholds"]}}
    del data["thresholds"]["recent_days"]
    Policy.objects.filter(pk=draft.pk).update(data=data, state="retired")
    draft.refresh_from_db()
    assert "Not set" in words_of(staff_client.get(at("change", draft)))
    assert "lacks “recent_days”" in words_of(publish(staff_client, draft))


def test_the_guide_tells_the_published_numbers_to_all_who_see_leads(client, owner, viewer, draft):
    address = reverse("admin:scoring_policy_guide")
    client.force_login(viewer)
    assert f'href="{address}"' in words_of(client.get(reverse("admin:index")))
    assert "80 and more</td>" not in words_of(client.get(address))
    stricter = {**DEFAULT_POLICY, "tiers": {"A": 80, "B": 50, "C": 30}}
    saved = policies.save_draft(draft, "Stricter", stricter, owner, seen=draft.stamp)
    policies.publish(saved, owner, "Too many", seen=saved.stamp, instead_of=1)
    page = words_of(client.get(address))
    assert "80 and more</td>" in page and "policy 2: Stricter" in page


def test_the_guide_is_not_for_strangers(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("stranger", is_staff=True))
    assert client.get(reverse("admin:scoring_policy_guide")).status_code == 403


@pytest.mark.parametrize("address", ["policy/999/change/", "policy/999/publish/", "policy/run/999/"])
def test_what_is_not_there_is_no_fault(staff_client, address):
    assert staff_client.get(f"/admin/scoring/{address}").status_code in (302, 404)


def test_publishing_says_where_to_try_what_was_not_tried(staff_client, owner, draft):
    old = Policy.objects.get(version=1)
    assert "“Save and preview” on" in words_of(staff_client.get(at("publish", draft)))
    policies.publish(draft, owner, "Try it", seen=draft.stamp, instead_of=1)
    assert "“Preview” on" in words_of(staff_client.get(at("publish", old)))


def test_a_preview_says_that_it_counts_prisms_own_tiers(staff_client, owner, draft):
    pins.pin(ArtistFactory(), "D", reason="They have signed", author=owner)
    policies.preview(draft, owner)
    page = words_of(staff_client.get(at("change", draft)))
    assert "Counted by Prism's own tiers: what people pinned stays pinned." in page
    assert Artist.objects.in_tier("D").count() == 1 and Artist.objects.get().tier == "A"
