# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints to a snapshot and back: what each needs, and all of them or none."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _switch
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, CognigyError, InputError, NotKept, OutcomeUnknown
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import object_id
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._site import HOME, SCOPE, Put, Site, reference


def endpoint(site: Site, name: str, **fields: Any) -> dict[str, Any]:
    common = {"flowId": reference(1), "localeId": reference(2), "nluConnectorId": "cognigy", "entrypoint": HOME}
    return site.add("endpoint", name, **{**common, **fields})


@pytest.fixture
def site() -> Site:
    """A project with a flow and a locale, three endpoints, and a snapshot 1.0 that holds both."""
    one = Site()
    for kind, number, name in (("flow", 1, "Main"), ("locale", 2, "English")):
        one.add(kind, name)["referenceId"] = reference(number)
    snapshot = one.snapshot("1.0")["_id"]
    one.held = {(snapshot, kind): [dict(one.things[kind][0])] for kind in ("flow", "locale")}
    for name in ("Chat", "Phone", "Web"):
        endpoint(one, name)
    return one


def snapshot_of(site: Site) -> str:
    return str(site.things["snapshot"][0]["_id"])


def plan(site: Site, *names: str, entrypoint: str = "") -> list[_switch.Way]:
    engine = site.engine()
    chosen = _switch.chosen(_switch.endpoints_of(engine, SCOPE), [*names] or ["all"])
    return _switch.plan(engine, SCOPE, chosen, entrypoint or snapshot_of(site))


def switch(site: Site, *names: str, entrypoint: str = "") -> None:
    ways = plan(site, *names, entrypoint=entrypoint)
    _switch.switch(site.engine(), SCOPE, ways)


def wrong(site: Site, kind: type[CognigyError], **options: Any) -> str:
    with pytest.raises(kind) as caught:
        switch(site, **options)
    return str(caught.value)


# ---- who is meant ----------------------------------------------------------------------------------------------------------


def test_endpoints_by_name_and_id(site: Site) -> None:
    web = site.things["endpoint"][2]
    assert [way.name for way in plan(site, "Web", web["_id"], "Chat", "Web")] == ["Web", "Chat"]
    assert [way.name for way in plan(site, "all")] == ["Chat", "Phone", "Web"]


def test_all_wrong_names_are_told_at_once(site: Site) -> None:
    endpoint(site, "Web")
    with pytest.raises(InputError) as caught:
        plan(site, "Web", "Nope", "Neither", "Chat")
    ids = ", ".join(repr(one["_id"]) for one in site.things["endpoint"] if one["name"] == "Web")
    assert str(caught.value) == (
        f"endpoints: there is no endpoint 'Nope'; there is no endpoint 'Neither'; there are 2 endpoints 'Web': {ids}. "
        "The project has 'Chat', 'Phone', 'Web', 'Web'."
    )


def test_who_runs_it(site: Site) -> None:
    site.things["endpoint"][2]["entrypoint"] = site.things["endpoint"][0]["entrypoint"] = snapshot_of(site)
    assert _switch.users_of(_switch.endpoints_of(site.engine(), SCOPE), snapshot_of(site)) == ["Chat", "Web"]


# ---- what each needs -------------------------------------------------------------------------------------------------------


def test_references_that_the_snapshot_knows(site: Site) -> None:
    (way,) = plan(site, "Web")
    assert way.wanted == {"entrypoint": snapshot_of(site), "flowId": reference(1)} and way.is_needed
    assert way.before == {"entrypoint": HOME, "flowId": reference(1)}


def test_an_endpoint_that_runs_it_needs_nothing(site: Site) -> None:
    site.things["endpoint"][2].update(entrypoint=snapshot_of(site), flowId="whatever")
    (way,) = plan(site, "Web")
    assert not way.is_needed
    assert "GET snapshots/ID/resources" not in [what for what, _body in site.log]


def test_references_of_another_project_by_name(site: Site) -> None:
    for kind, number in (("flow", 11), ("locale", 12)):
        site.held[snapshot_of(site), kind][0]["referenceId"] = reference(number)
    (way,) = plan(site, "Web")
    assert way.wanted == {"entrypoint": snapshot_of(site), "flowId": reference(11), "localeId": reference(12)}
    assert way.before == {"entrypoint": HOME, "flowId": reference(1), "localeId": reference(2)}


def test_from_one_snapshot_to_another(site: Site) -> None:
    new = site.snapshot("2.0")["_id"]
    site.held.update({(new, kind): [{**site.things[kind][0], "referenceId": reference(30)}] for kind in ("flow", "locale")})
    site.things["endpoint"][2]["entrypoint"] = snapshot_of(site)
    site.things["flow"].clear()
    (way,) = plan(site, "Web", entrypoint=new)
    assert way.wanted == {"entrypoint": new, "flowId": reference(30), "localeId": reference(30)}


def test_an_id_is_as_good_as_a_reference_id(site: Site) -> None:
    site.things["endpoint"][2]["flowId"] = site.things["flow"][0]["_id"]
    (way,) = plan(site, "Web")
    assert way.wanted["flowId"] == site.things["flow"][0]["_id"]


def test_an_endpoint_that_answers_with_nothing(site: Site) -> None:
    site.things["endpoint"][2].update(flowId="", localeId=None)
    assert plan(site, "Web")[0].wanted == {"entrypoint": snapshot_of(site)}


def test_an_nlu_connector(site: Site) -> None:
    connector = site.add("nlu_connector", "Lex")
    site.things["endpoint"][2]["nluConnectorId"] = connector["referenceId"]
    with pytest.raises(InputError, match="'Web' answers with the NLU connector 'Lex', and there is none of that name"):
        plan(site, "Web")
    site.held[snapshot_of(site), "nluconnector"] = [{**connector, "referenceId": reference(40)}]
    assert plan(site, "Web")[0].wanted["nluConnectorId"] == reference(40)


def test_all_that_is_missing_is_told_at_once(site: Site) -> None:
    there = site.held[snapshot_of(site), "flow"]
    there[:] = [{**there[0], "_id": object_id(900 + number), "referenceId": reference(50 + number)} for number in range(2)]
    site.held[snapshot_of(site), "locale"] = [{"_id": object_id(950), "name": "French", "referenceId": reference(60)}]
    site.things["endpoint"][1]["flowId"] = reference(99)
    with pytest.raises(InputError) as caught:
        plan(site, "Phone", "Web")
    assert str(caught.value) == (
        "no endpoint was switched: in what they are to run, the following is missing: "
        f"'Phone' answers with the flow '{reference(99)}', and there is none of that name; "
        "'Phone' answers with the locale 'English', and there is none of that name; "
        "'Web' answers with the flow 'Main', and there are several of that name; "
        "'Web' answers with the locale 'English', and there is none of that name"
    )
    assert site.writes == []


def test_a_server_that_does_not_tell_what_is_in_a_snapshot(site: Site) -> None:
    """Each snapshot has a locale. Where none is listed, nothing is known, and the flow is sent as it is."""
    for kind in ("flow", "locale"):
        site.held[snapshot_of(site), kind] = []
    site.things["endpoint"][2]["flowId"] = reference(99)
    assert plan(site, "Web")[0].wanted == {"entrypoint": snapshot_of(site), "flowId": reference(99)}


def test_a_list_without_reference_ids_gives_no_twins(site: Site) -> None:
    site.held[snapshot_of(site), "flow"] = [{"_id": object_id(900), "name": "Main"}]
    with pytest.raises(InputError, match="the flow 'Main', and there is none of that name"):
        plan(site, "Web")


def test_what_the_endpoint_ran_is_gone(site: Site) -> None:
    """A deleted snapshot has no names; what the new one knows is enough."""
    site.things["endpoint"][2]["entrypoint"] = object_id(0xDEAD)
    assert plan(site, "Web")[0].wanted["flowId"] == reference(1)
    site.things["endpoint"][2]["flowId"] = reference(99)
    with pytest.raises(InputError, match=reference(99)):
        plan(site, "Web")


def test_each_snapshot_is_read_once(site: Site) -> None:
    plan(site)
    assert [what for what, _body in site.log].count("GET snapshots/ID/resources") == 2


def test_what_is_not_made_yet(site: Site) -> None:
    web = site.things["endpoint"][2]
    assert _switch.unseen(web, "2.0").wanted == {"entrypoint": "2.0", "flowId": reference(1)}
    assert _switch.unseen({**web, "flowId": ""}, "2.0").wanted == {"entrypoint": "2.0"}


# ---- all or none -----------------------------------------------------------------------------------------------------------


def test_all_are_switched(site: Site) -> None:
    site.things["endpoint"][0]["entrypoint"] = snapshot_of(site)
    switch(site)
    assert site.running() == {"Chat": "1.0", "Phone": "1.0", "Web": "1.0"}
    assert site.writes == ["PATCH endpoints/ID"] * 2 and site.naps == []


@pytest.mark.parametrize("status", [400, 403, 404])
def test_one_is_refused(site: Site, status: int) -> None:
    site.puts = [Put("Phone", status, times=9)]
    message = wrong(site, ApiError)
    assert message.startswith("the endpoints could not be switched: 'Phone': PATCH ") and message.endswith(
        "All are back on what they ran before."
    )
    assert f"{status} as a test wants it" in message
    assert site.running() == {"Chat": "Home", "Phone": "Home", "Web": "Home"} and site.naps == []


@pytest.mark.parametrize("carried_out", [True, False])
def test_502_for_a_moment(site: Site, carried_out: bool) -> None:
    site.puts = [Put("Phone", 502, carried_out)]
    switch(site)
    assert site.running() == {"Chat": "1.0", "Phone": "1.0", "Web": "1.0"}
    assert site.naps == ([] if carried_out else [1.0])


def test_429_for_a_moment(site: Site) -> None:
    site.puts = [Put("Phone", 429, times=3)]
    switch(site)
    assert site.running()["Phone"] == "1.0" and sum(site.naps) == sum(_switch.TRIES)


def test_502_that_stays(site: Site) -> None:
    site.puts = [Put("Phone", 502, carried_out=False, times=99)]
    message = wrong(site, OutcomeUnknown)
    assert site.running() == {"Chat": "Home", "Phone": "Home", "Web": "Home"} and message.endswith("All are back on what they ran before.")


def test_a_change_that_is_not_kept(site: Site) -> None:
    site.puts = [Put("Phone", carried_out=False, times=99)]
    assert "'Phone': the server accepted the change and did not keep it" in wrong(site, NotKept)
    assert site.running() == {"Chat": "Home", "Phone": "Home", "Web": "Home"}


def test_a_part_of_a_change_that_is_not_kept(site: Site) -> None:
    site.held[snapshot_of(site), "flow"][0]["referenceId"] = reference(11)

    class Forgets(dict):  # type: ignore[type-arg]
        def update(self, body: dict[str, Any]) -> None:  # type: ignore[override]
            super().update({name: value for name, value in body.items() if name != "flowId"})

    site.things["endpoint"][2] = Forgets(site.things["endpoint"][2])
    assert "'Web': the server accepted the change and did not keep it" in wrong(site, NotKept)
    assert site.running() == {"Chat": "Home", "Phone": "Home", "Web": "Home"}


def test_a_flow_that_is_shown_in_another_form(site: Site) -> None:
    site.held[snapshot_of(site), "flow"][0]["referenceId"] = reference(11)

    class Translates(dict):  # type: ignore[type-arg]
        def update(self, body: dict[str, Any]) -> None:  # type: ignore[override]
            super().update({**body, "flowId": object_id(11)})

    site.things["endpoint"][2] = Translates(site.things["endpoint"][2])
    switch(site)
    assert site.running()["Web"] == "1.0"


def test_putting_back_fails(site: Site) -> None:
    site.puts = [Put("Phone", 400), Put("Phone", 0), Put("Web", 0), Put("Web", 403, times=9)]
    message = wrong(site, ApiError)
    assert "the endpoints could not be switched: 'Phone': PATCH " in message
    assert "Putting back failed for some, look at them: 'Web': PATCH " in message and "403 as a test wants it" in message
    assert site.running() == {"Chat": "Home", "Phone": "Home", "Web": "1.0"}


def test_each_goes_back_to_what_it_ran(site: Site) -> None:
    """Not all ran the same before."""
    old = site.snapshot("0.9")["_id"]
    site.held.update({(old, kind): [dict(site.things[kind][0])] for kind in ("flow", "locale")})
    site.things["endpoint"][0]["entrypoint"] = old
    site.puts = [Put("Web", 400, times=9)]
    wrong(site, ApiError)
    assert site.running() == {"Chat": "0.9", "Phone": "Home", "Web": "Home"}
