# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a live bot or another service makes: logs, conversations, sessions, reports, counters, skills, voices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

FEEDS = ("logentry", "conversation", "step", "insightsreport", "conversationcounter", "audiovoice")


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def feed(api, organisation, project):
    """Put an object into the project."""

    def put(kind, **fields):
        return api.control("POST", "objects", {"kind": kind, "organisation": organisation, "project": project, **fields})

    return put


@pytest.fixture
def stranger(api, organisation):
    """A key of a user who is no member of any project."""
    return api.key_of(organisation, api.user(organisation, "eve@example.com"))


def ago(**delta):
    return (datetime.now(UTC) - timedelta(**delta)).isoformat().replace("+00:00", "Z")


def endpoint(api, key, project):
    body = {"projectId": project, "channel": "rest", "name": "Way in", "entrypoint": project}
    flow = api.call("POST", "/v2.0/flows", {"projectId": project, "name": "Main"}, key).body["referenceId"]
    answer = api.call("POST", "/v2.0/endpoints", {**body, "flowId": flow}, key)
    assert answer.status == 201, answer.text
    return answer.body["URLToken"]


def test_operations_tell_what_is_fed(api):
    operations = api.control("GET", "operations")
    assert (operations["indexLogEntries"], operations["indexProjects"]) == ("fed", "real")


@pytest.mark.parametrize("kind", FEEDS)
def test_what_is_fed_has_to_fit(api, organisation, project, kind):
    for more in ({"project": project, "nonsense": 1}, {}):
        answer = api.call("POST", "/__emulator/objects", {"kind": kind, "organisation": organisation, **more})
        assert answer.status == 400, answer.text
    assert api.control("GET", f"objects?kind={kind}") == []


# Logs


def test_logs(api, organisation, key, project, feed, stranger):
    path = f"/v2.0/projects/{project}/logs"
    old = feed("logentry", msg="old", timestamp=ago(hours=25))
    first = feed("logentry", msg="Began", traceId="t1", timestamp=ago(hours=2), meta={"userId": "u", "flowName": "Main"})
    second = feed("logentry", msg="Broke", type="error")

    def found(query="", version="v2.0"):
        return [one["msg"] for one in api.call("GET", f"{path.replace('v2.0', version)}{query}", key=key).body["items"]]

    assert found() == found(version="v2.1") == ["Broke", "Began"]
    assert found("?type=error") == ["Broke"] and found("?type=error&type=info") == ["Broke", "Began"]
    assert found("?userId=u") == found("?flowName=Main") == found("?filter=T1") == ["Began"]
    assert found("?filter=err") == ["Broke"] and found("?filter=nothing") == []
    assert found(f"?startDate={ago(hours=1)}") == ["Broke"]
    assert api.call("GET", f"{path}?startDate=soon", key=key).status == 400
    assert api.call("GET", f"{path}?type=loud", key=key).status == 400
    read = api.call("GET", f"{path}/{first['_id']}", key=key).body
    assert read == {name: first[name] for name in ("_id", "timestamp", "msg", "type", "meta", "traceId")}
    for id in (old["_id"], api.absent):
        assert api.call("GET", f"{path}/{id}", key=key).status == 404
    assert api.call("GET", path, key=stranger).status == 404
    api.advance(86400)
    key = api.super_key(organisation)
    assert found() == [] and api.call("GET", f"{path}/{second['_id']}", key=key).status == 404


def test_tail_of_the_log(api, key, project, feed):
    for number in range(30):
        feed("logentry", msg=str(number))
    path = f"/v2.0/projects/{project}/logs/tail"
    answer = api.call("GET", path, key=key).body
    assert len(answer["items"]) == 30 and answer["items"][0]["msg"] == "29"
    assert api.call("GET", f"{path}?next=this-is-no-cursor-at-all", key=key).status == 400


# Conversations and analytics records


def talk(feed, session="s1", contact="c1", *messages, **fields):
    return feed("conversation", sessionId=session, contactId=contact, messages=list(messages) or [{"inputText": "Hi"}], **fields)


def test_conversations(api, key, project, feed, stranger):
    talk(
        feed,
        "s1",
        "c1",
        {"inputText": "Hi", "timestamp": ago(hours=1)},
        {"inputText": "Hello", "type": "output", "source": "bot"},
        channel="rest",
    )
    talk(feed, "s2", "c2", {"inputText": "Yes", "rating": 1, "ratingComment": "Good"})
    answer = api.call("GET", f"/v2.0/conversations?projectId={project}", key=key).body
    assert ([one["sessionId"] for one in answer["items"]], answer["total"]) == (["s2", "s1"], 2)
    assert (answer["items"][1]["messages"], answer["items"][1]["channel"]) == (2, "rest")
    assert (answer["items"][0]["ratings"], answer["items"][0]["ratingComments"]) == ([1], ["Good"])
    assert answer["items"][1]["startTime"] < answer["items"][1]["endTime"]
    assert [one["sessionId"] for one in api.call("GET", "/v2.0/conversations?contactIds=c1", key=key).body["items"]] == ["s1"]
    read = api.call("GET", "/v2.0/conversations/s1", key=key).body
    assert [(one["inputText"], one["source"], one["contactId"]) for one in read["items"]] == [("Hi", "user", "c1"), ("Hello", "bot", "c1")]
    assert api.call("GET", "/v2.0/conversations", key=stranger).body["items"] == []
    assert api.call("GET", "/v2.0/conversations/s1", key=stranger).status == 404
    assert api.call("DELETE", "/v2.0/conversations/s1", key=stranger).status == 404
    assert api.call("DELETE", f"/v2.0/conversations/s1?projectId={project}", key=key).status == 204
    assert [api.call(method, "/v2.0/conversations/s1", key=key).status for method in ("GET", "DELETE")] == [404, 404]
    assert "_embedded" in api.call("GET", "/v2.0/conversations", key=key, accept=None).body


def test_deleting_a_conversation_needs_a_role(api, organisation, key, project, feed):
    talk(feed)
    bob = api.user(organisation, "bob@example.com")
    plain = api.key_of(organisation, bob)
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": bob}, key)
    assert api.call("DELETE", "/v2.0/conversations/s1", key=plain).status == 403
    assert api.call("GET", "/v2.0/conversations/s1", key=plain).status == 200
    assert api.call("PATCH", "/v2.0/analytics", {"projectId": project, "contactId": "c1", "properties": {}}, plain).status == 403
    assert api.call("DELETE", f"/v2.0/analytics/{project}", {"contactIds": ["c1"]}, plain).status == 403


def test_analytics_records(api, key, project, feed):
    talk(feed, "s1", "c1", {"inputText": "Hi", "inputId": "i1", "timestamp": ago(days=3)}, {"inputText": "Bye", "inputId": "i2"})
    talk(feed, "s2", "c2")

    def messages(session):
        return api.call("GET", f"/v2.0/conversations/{session}", key=key).body["items"]

    body = {"projectId": project, "contactId": "c1", "sessionId": "s1", "inputId": "i2", "properties": {"rating": 5, "custom1": "x"}}
    assert api.call("PATCH", "/v2.0/analytics", body, key).status == 204
    assert [one["rating"] for one in messages("s1")] == [0, 5]
    assert api.call("PATCH", "/v2.0/analytics", {**body, "inputId": "i3"}, key).status == 404
    assert api.call("PATCH", "/v2.0/analytics", {**body, "projectId": api.absent}, key).status == 404
    assert api.call("PATCH", "/v2.0/analytics", {**body, "properties": {"custom11": "x"}}, key).status == 400
    path = f"/v2.0/analytics/{project}"
    assert api.call("DELETE", path, key=key).status == 400
    assert api.call("DELETE", path, {"contactIds": ["c1"], "nonsense": 1}, key).status == 400
    assert api.call("DELETE", path, {"contactIds": ["c1"], "timestampEnd": "soon"}, key).status == 400
    between = {"timestampStart": ago(days=1), "timestampEnd": ago(hours=1)}
    assert api.call("DELETE", path, {"contactIds": ["c1"], **between}, key).status == 204
    assert len(messages("s1")) == 2
    assert api.call("DELETE", path, {"contactIds": ["c1"], "timestampEnd": ago(days=1)}, key).status == 204
    assert [one["inputText"] for one in messages("s1")] == ["Bye"]
    assert api.call("DELETE", path, {"contactIds": ["c1"], "timestampStart": ago(days=1)}, key).status == 204
    assert (messages("s1"), len(messages("s2"))) == ([], 1)
    assert api.call("DELETE", f"/v2.0/analytics/{api.absent}", {"contactIds": []}, key).status == 404


# Sessions


def test_sessions(api, key, project):
    user = {"userId": "u1"}
    path = "/v2.0/sessions/s1"
    assert api.call("GET", f"{path}/state", key=key).status == 404
    answer = api.call("POST", f"{path}/context/inject", {"context": {"a": {"b": 1}}, **user}, key)
    assert (answer.status, answer.body) == (201, {"a": {"b": 1}})
    assert api.call("POST", f"{path}/context/inject", {"context": {"a": {"c": 2}}, **user}, key).body == {"a": {"b": 1, "c": 2}}
    answer = api.call("POST", f"{path}/state/inject", {"state": "waiting", **user}, key)
    assert (answer.status, answer.body) == (201, {"state": "waiting"})
    read = api.call("GET", f"{path}/state", key=key).body
    assert (read["state"], read["context"]) == ("waiting", {"a": {"b": 1, "c": 2}})
    assert api.call("POST", f"{path}/state/reset", user, key).status == 204
    assert api.call("GET", f"{path}/state", key=key).body["state"] == "default"
    assert api.call("POST", f"{path}/state/reset", {}, key).status == 400
    other = api.super_key(api.organisation("Other"))
    assert api.call("GET", f"{path}/state", key=other).status == 404


def test_reset_of_a_context(api, key, project, stranger):
    flow = api.call("POST", "/v2.0/flows", {"projectId": project, "name": "Main"}, key).body["referenceId"]
    path, entry = "/v2.0/sessions/s1/context/reset", "01234567-0123-4123-8123-0123456789ab"
    api.call("POST", "/v2.0/sessions/s1/context/inject", {"context": {"a": 1}, "userId": "u"}, key)
    body = {"flowReferenceId": flow, "userId": "u"}
    for name in ("entryPoint", "entrypoint"):
        answer = api.call("POST", path, {**body, name: entry}, key)
        assert (answer.status, answer.body) == (201, {})
    assert api.call("POST", path, body, key).detail == "Validation failed. Missing entryPoint."
    assert api.call("POST", path, {**body, "entryPoint": "x"}, key).status == 400
    answer = api.call("POST", path, {**body, "entryPoint": entry, "flowReferenceId": entry}, key)
    assert (answer.status, answer.detail) == (404, "Flow does not exist")
    assert api.call("POST", path, {**body, "entryPoint": entry}, stranger).status == 404


def test_messages_from_outside_come_into_the_conversation(api, key, project, stranger):
    body = {"URLToken": endpoint(api, key, project), "userId": "c1", "text": "Hi", "data": {"x": 1}}
    answer = api.call("POST", "/v2.0/endpoint/inject", {**body, "sessionId": "s1"}, key)
    assert (answer.status, answer.body) == (201, "")
    assert api.call("POST", "/v2.0/endpoint/notify", {**body, "sessionId": "s1", "text": "News"}, key).status == 201
    assert api.call("POST", "/v2.0/endpoint/notify", body, key).status == 201
    messages = api.call("GET", "/v2.0/conversations/s1", key=key).body["items"]
    assert [(one["inputText"], one["type"], one["source"]) for one in messages] == [("Hi", "input", "user"), ("News", "output", "bot")]
    assert (messages[0]["endpointName"], messages[0]["channel"], messages[0]["inputData"]) == ("Way in", "rest", {"x": 1})
    assert api.call("GET", "/v2.0/conversations", key=key).body["total"] == 2
    assert api.call("POST", "/v2.0/endpoint/inject", body, key).status == 400
    assert (
        api.call("POST", "/v2.0/endpoint/notify", {**body, "attachments": [{"type": "image", "name": "x", "url": "y"}]}, key).status == 201
    )
    assert api.call("POST", "/v2.0/endpoint/notify", {**body, "attachments": [{"type": "song"}]}, key).status == 400
    for wrong, user in (({**body, "URLToken": "x"}, key), (body, stranger)):
        answer = api.call("POST", "/v2.0/endpoint/notify", wrong, user)
        assert (answer.status, answer.detail) == (404, "Endpoint does not exist")


# Insights

BETA = "/insights/beta"


def report(api, key, path, body, query=""):
    """Generate a report and load it; its data, and what its state was first."""
    answer = api.call("POST", f"{BETA}/{path}/generate{query}", body, key)
    assert answer.status in (200, 201), answer.text
    url = f"{BETA}/{path}/{answer.body['queryHash']}"
    first, second = (api.call("GET", url, key=key).body for _again in range(2))
    assert (first["status"], second["status"]) == ("pending", "done")
    return second["data"]


def test_insights_token(api, organisation, key):
    ann = api.key_of(organisation, api.user(organisation))
    answer = api.call("POST", "/insights/auth", key=ann)
    assert answer.status == 201 and answer.body["token"] in api.control("GET", "secrets")
    assert api.call("POST", "/new/insights/auth", key=key).status == 404


def test_reports(api, key, project, feed, stranger):
    body = {"projectId": project, "query": "sessions", "filters": []}
    assert report(api, key, "reports", body) == []
    rows = [{"dimension": "2026-01-01", "measure": 3}, {"dimension": "2026-01-02", "measure": 4}]
    feed("insightsreport", report="reports", query="sessions", data=rows)
    assert report(api, key, "reports", body) == rows
    assert report(api, key, "reports", {**body, "limit": 1}) == rows[:1]
    assert report(api, key, "reports", {**body, "query": "users"}) == []
    query_hash = api.call("POST", f"{BETA}/reports/generate", body, key).body["queryHash"]
    assert api.call("POST", f"{BETA}/reports/generate", body, key).body["queryHash"] == query_hash
    for path, user in ((f"reports/{query_hash}", stranger), (f"steps/report/{query_hash}", key), ("reports/unknown", key)):
        assert api.call("GET", f"{BETA}/{path}", key=user).status == 404
    assert api.call("POST", f"{BETA}/reports/generate", body, stranger).status == 404
    assert api.call("POST", f"{BETA}/reports/generate", {**body, "query": "weather"}, key).status == 400


def test_reports_take_their_time_and_may_fail(api, key, project):
    body = {"projectId": project, "query": "sessions", "filters": []}
    url = f"{BETA}/reports/{api.call('POST', f'{BETA}/reports/generate', body, key).body['queryHash']}"
    api.switch(task_reads=5)
    assert api.call("GET", url, key=key).body["status"] == "pending"
    api.advance(6)
    assert api.call("GET", url, key=key).body["status"] == "done"
    api.switch(task_fails="broken")
    assert api.call("GET", url, key=key).body == {"status": "error", "data": []}


def test_steps(api, key, project, feed, stranger):
    feed("step", label="Greeting", type="node", entityReferenceId="e", flowName="Main", flowReferenceId="f")
    assert [one["label"] for one in api.call("GET", f"{BETA}/steps?projectId={project}", key=key).body["items"]] == ["Greeting"]
    assert api.call("GET", f"{BETA}/steps?filter=other", key=key).body["items"] == []
    assert api.call("GET", f"{BETA}/steps", key=stranger).body["items"] == []
    body = {"projectId": project, "direction": "forward"}
    assert report(api, key, "steps/report", body)["count"] == 0
    data = {"_id": "x", "step": "s", "type": "node", "entityReferenceId": "e", "flowReferenceId": "f", "flowName": "Main", "count": 7}
    feed("insightsreport", report="steps", data=data)
    assert report(api, key, "steps/report", body) == data


def test_messages_and_transcripts(api, key, project, feed):
    said = [{"inputText": one} for one in ("Hi", "Hi", "Bye")]
    talk(feed, "s1", "c1", *said, {"inputText": "Welcome", "source": "bot", "type": "output", "rating": 4}, channel="rest")
    talk(feed, "s2", "c2", {"inputText": "Hi", "timestamp": ago(days=5)}, channel="alexa")
    body = {"projectId": project}
    data = report(api, key, "messages/report", body)
    assert data["items"][0] == {"message": "Hi", "count": 3, "source": "user"} and data["total"] == 3
    assert report(api, key, "messages/report", body, "?search=bye")["total"] == 1
    assert [one["message"] for one in report(api, key, "messages/report", body, "?limit=1&skip=1")["items"]] == ["Bye"]
    assert report(api, key, "messages/report", {**body, "query": {"source": "bot"}})["total"] == 1
    recent = {"filters": [{"field": "timestamp", "operator": "gte", "values": [ago(days=1)]}]}
    assert report(api, key, "messages/report", {**body, **recent})["items"][0]["count"] == 2

    def sessions(**more):
        return [one["sessionId"] for one in report(api, key, "transcripts/report", {**body, **more})["items"]]

    assert sessions() == ["s2", "s1"] and sessions(**recent) == sessions(source=["bot"]) == ["s1"]
    assert sessions(query={"channel": ["alexa", "line"]}) == ["s2"] and sessions(query={"sessionId": "s1"}) == ["s1"]
    for field, operator, value, wanted in (
        ("rating", "gt", "3", ["s1"]),
        ("rating", "gt", "many", []),
        ("userMessageCount", "lt", "2", ["s2"]),
        ("source", "notEquals", "user", ["s1"]),
        ("source", "lte", "bot", ["s1"]),
        ("source", "equals", "user", ["s2", "s1"]),
    ):
        assert sessions(filters=[{"field": field, "operator": operator, "values": [value]}]) == wanted


# Counters and billing


def test_conversation_counters(api, organisation, key, project, feed, stranger):
    day = {"year": 2026, "month": 3, "day": 1}
    for channel, count in (("rest", 2), ("rest", 3), ("alexa", 4), ("nonConversational", 1)):
        feed("conversationcounter", channel=channel, conversations=count, **day)
    feed("conversationcounter", conversations=9, year=2026, month=4, day=1)
    other = api.project(key, "Other")
    api.control(
        "POST",
        "objects",
        {"kind": "conversationcounter", "organisation": organisation, "project": other, "conversations": 1, "channel": "rest", **day},
    )

    def rows(path, query="year=2026&month=3"):
        return api.call("GET", f"{path}?{query}", key=key).body["items"]

    own, all_of_them = f"/v2.0/projects/{project}/conversationcounter", "/v2.0/conversationcounter"
    assert [(one["channel"], one["conversations"]) for one in rows(own)] == [("alexa", 4), ("nonConversational", 1), ("rest", 5)]
    assert [one["conversations"] for one in rows(all_of_them)] == [4, 1, 6]
    assert rows(all_of_them, "year=2026&channel=alexa") == [{**day, "channel": "alexa", "conversations": 4}]
    assert rows(all_of_them, "year=2026&nonConversational=true") == [{**day, "channel": "nonConversational", "conversations": 1}]
    assert len(rows(all_of_them, "year=2026")) == 4 and rows(all_of_them, "year=2025") == []
    v3 = f"/v3.0/projects/{project}/conversationcounter"
    (first,) = rows(v3)
    assert first["conversations"] == 10 and first["perChannel"][0] == {"channel": "alexa", "conversations": 4}
    assert [one["conversations"] for one in api.call("GET", "/v3.0/conversationcounter", key=key).body] == [11, 9]
    assert [api.call("GET", one, key=key).status for one in (own, all_of_them, v3)] == [400] * 3
    assert api.call("GET", f"{own}?year=2026&month=3", key=stranger).status == 404
    assert api.call("GET", f"{all_of_them}?year=2026", key=stranger).status == 403
    bill = api.manage("GET", f"billing?organisationId={organisation}&year=2026&month=3").body["items"]
    assert [(one["name"], one["isDisabled"], len(one["conversations"])) for one in bill] == [("Acme", False, 3)]
    api.organisation("Zebra")
    assert [one["name"] for one in api.manage("GET", "billing").body["items"]] == ["Zebra", "Acme"]
    assert api.manage("GET", "billing?filter=zeb").body["total"] == 1


def test_other_counters(api, key, project, feed):
    day = {"year": 2026, "month": 3, "day": 1}
    feed("knowledgequerycounter", queries=2, **day)
    feed("knowledgequerycounter", queries=3, **day)
    for path in ("/v2.0/knowledgequerycounter", f"/v2.0/projects/{project}/knowledgequerycounter"):
        assert api.call("GET", f"{path}?year=2026", key=key).body == {"items": [{**day, "queries": 5}]}
    feed("callcounter", calls=2, duration=60, concurrentCalls=1, maxConcurrency=2, processedCalls=2, **day)
    feed("callcounter", calls=1, duration=30, concurrentCalls=3, maxConcurrency=1, billableCalls=1, callMinutes=0.5, **day)
    answer = api.call("GET", "/v2.0/callcounter?year=2026&month=3", key=key).body
    assert answer == {"items": [{**day, "calls": 3, "duration": 90, "concurrentCalls": 3}]}
    for path in ("/v3.0/callcounter", f"/v3.0/projects/{project}/callcounter"):
        expected = [{**day, "maxConcurrency": 2, "callMinutes": 0.5, "processedCalls": 2, "billableCalls": 1}]
        assert api.call("GET", path, key=key).body == expected
        api.switch(counters_v3="items")
        assert api.call("GET", path, key=key).body == {"items": expected}
        api.switch(counters_v3="list")
    assert api.call("GET", "/v3.0/callcounter?month=13", key=key).status == 400


# Services beside


def test_alexa(api, organisation, key, project):
    ann = api.key_of(organisation, api.user(organisation, "ann@example.com", "admin"))
    base = "/v2.0/external/alexa"
    for method, path, body in (("GET", "users/me", None), ("DELETE", "users/me", None), ("GET", "skills", None)):
        answer = api.call(method, f"{base}/{path}", body, ann)
        assert (answer.status, answer.detail) == (404, "Amazon account does not exist")
    tokens = {"accessToken": "access-canary", "refreshToken": "refresh-canary"}
    assert api.call("POST", f"{base}/users", {"accessToken": "x"}, ann).status == 400
    for _again in range(2):
        answer = api.call("POST", f"{base}/users", tokens, ann)
        assert (answer.status, set(answer.body)) == (201, {"userId"})
    read = api.call("GET", f"{base}/users/me", key=ann).body
    assert read == {**tokens, **answer.body, "organisationId": organisation}
    assert set(tokens.values()) <= set(api.control("GET", "secrets"))
    assert api.call("GET", f"{base}/skills", key=ann).body == {"items": []}
    names = dict.fromkeys(("en-US", "de-DE", "ja-JP", "en-GB", "en-IN"), "Pizza")
    skill = {"skillId": "amzn1.x", "stage": "live", "lastUpdated": "2026-01-01", "nameByLocale": names}
    api.control("POST", "objects", {"kind": "alexaskill", "organisation": organisation, **skill})
    assert api.call("GET", f"{base}/skills", key=ann).body == {"items": [skill]}
    body = {"URLToken": endpoint(api, key, project)}
    assert set(api.call("POST", f"{base}/skills/amzn1.x/deploy", body, ann).body) == {"token"}
    assert api.call("POST", f"{base}/skills/other/deploy", body, ann).detail == "Alexa skill does not exist"
    assert api.call("POST", f"{base}/skills/amzn1.x/deploy", {"URLToken": "x"}, ann).detail == "Endpoint does not exist"
    assert api.call("DELETE", f"{base}/users/me", key=ann).status == 204
    assert api.call("GET", f"{base}/users/me", key=ann).status == 404


def test_live_agent(api, organisation, key, project, stranger):
    account, inbox = "/v2.0/organisations/liveagentaccount", f"/v2.0/projects/{project}/inbox"
    setup = f"/v2.0/projects/{project}/setupinbox"
    assert api.call("GET", account, key=key).body == {"liveAgentAccount": 0}
    assert api.call("GET", inbox, key=key).body == {"liveAgentDefaultInbox": 0}
    assert "does not exist" in api.call("POST", setup, key=key).detail
    assert api.call("POST", "/v2.0/organisations/setupliveagent", key=stranger).status == 403
    for _again in range(2):
        answer = api.call("POST", "/v2.0/organisations/setupliveagent", key=key)
        assert (answer.status, answer.body) == (201, {"liveAgentAccount": 1})
    assert api.call("GET", account, key=key).body == {"liveAgentAccount": 1}
    assert api.manage("GET", f"organisations/{organisation}").body["liveAgentAccount"] == 1
    assert api.call("POST", setup, key=key).body == {"liveAgentDefaultInbox": 1}
    answer = api.call("PATCH", setup, {"inboxId": 7}, key)
    assert (answer.status, answer.body) == (200, {"liveAgentDefaultInbox": 7})
    assert api.call("PATCH", setup, {}, key).status == 400
    assert api.call("POST", setup, key=key).body == api.call("GET", inbox, key=key).body == {"liveAgentDefaultInbox": 7}
    assert [api.call("GET", inbox, key=stranger).status, api.call("POST", setup, key=stranger).status] == [404, 404]


def test_voice_gateway(api, key, stranger):
    path = "/v2.0/organisations/voicegateway/account"
    assert api.call("GET", path, key=key).status == 404
    assert api.call("POST", path, {"accountSid": "sid"}, stranger).status == 403
    assert api.call("POST", path, {"accountSid": " "}, key).status == 400
    assert api.call("POST", path, {"accountSid": "sid"}, key).status == 204
    assert api.call("GET", path, key=key).body == {"voiceGatewayAccount": "sid"}


def test_voices(api, key, project, feed, stranger):
    path = f"/v2.0/audio/preview/languages?projectId={project}"
    assert api.call("GET", path, key=key).body == {"audioPreviewLanguages": {"audioPreviewLanguages": []}}
    feed("audiovoice", voiceId="anna", languageCode="de-DE")
    (voice,) = api.call("GET", path, key=key).body["audioPreviewLanguages"]["audioPreviewLanguages"]
    assert voice == {"voiceId": "anna", "languageCode": "de-DE"}
    assert api.call("GET", path, key=stranger).status == 404
    assert api.call("GET", "/v2.0/audio/preview/languages", key=key).status == 400


def test_voice_provider(api, key, project):
    path = "/v2.0/audio/voiceprovider/test"
    assert api.call("POST", path, key=key).status == 400
    assert "does not exist" in api.call("POST", path, {"projectId": project}, key).detail
    fields = {"apiKey": "k", "region": "r"}
    body = {
        "projectId": project,
        "name": "Speech",
        "type": "MicrosoftSpeechProvider",
        "extension": "@cognigy/basic-nodes",
        "fields": fields,
    }
    connection = api.call("POST", "/v2.0/connections", body, key)
    assert connection.status == 201, connection.text
    connections = {
        one: {"connectionId": connection.body["referenceId"] if one == "microsoft" else ""} for one in ("microsoft", "google", "aws")
    }
    for provider in ("microsoft", "google"):
        settings = {"audioPreviewSettings": {"provider": provider, "connections": connections}}
        api.call("PATCH", f"/v2.0/projects/{project}/settings", settings, key)
        answer = api.call("POST", path, {"projectId": project}, key)
        if provider == "microsoft":
            assert answer.body == {"voiceProvider": "microsoft", "isCredentialsValid": True, "msg": ""}
        else:
            assert (answer.status, answer.detail) == (404, "Connection does not exist")


def test_prepared_call(api, key, project):
    flow = api.call("POST", "/v2.0/flows", {"projectId": project, "name": "Main"}, key).body
    locale = api.call("GET", f"/v2.0/locales?projectId={project}", key=key).body["items"][0]
    nlu = api.call("POST", "/v2.0/nluconnectors", {"projectId": project, "name": "None", "type": "noNlu"}, key).body
    ids = {"flowId": flow["referenceId"], "localeId": locale["_id"], "nluConnectorId": nlu["_id"]}
    body = {"projectId": project, "entrypoint": project, **ids, "language": "en-US", "voice": "anna"}
    answer = api.call("POST", "/v2.0/audio/preparecall", body, key)
    assert answer.status == 400 and "does not exist" in answer.detail
    api.call("POST", "/v2.0/organisations/voicegateway/account", {"accountSid": "sid"}, key)
    answer = api.call("POST", "/v2.0/audio/preparecall", body, key)
    assert answer.status == 201 and answer.body["password"] in api.control("GET", "secrets")
    for name in ("projectId", "entrypoint", *ids):
        assert api.call("POST", "/v2.0/audio/preparecall", {**body, name: api.absent}, key).status == 404, name


def test_search_finds_all_kinds(api, key, project):
    endpoint(api, key, project)
    api.call("POST", "/v2.0/nluconnectors", {"projectId": project, "name": "Way of words", "type": "noNlu"}, key)
    found = {one["type"]: one for one in api.call("GET", "/v2.0/search", key=key).body["items"]}
    assert {"project", "flow", "endpoint", "nluconnector"} <= set(found)
    assert (found["endpoint"]["subType"], found["nluconnector"]["subType"], found["flow"].get("subType")) == ("rest", "noNlu", None)
    assert api.call("GET", "/v2.0/search?filter=way", key=key).body["total"] == 2


def test_what_was_fed_survives_a_restart(start, tmp_path):
    first = start("--state", str(tmp_path / "state"))
    organisation = first.api.organisation()
    project = first.api.project(first.api.super_key(organisation))
    first.api.control("POST", "objects", {"kind": "logentry", "organisation": organisation, "project": project, "msg": "Here"})
    first.kill()
    second = start("--state", str(tmp_path / "state")).api
    path = f"/v2.0/projects/{project}/logs"
    assert second.call("GET", path, key=second.super_key(organisation)).body["items"][0]["msg"] == "Here"


def test_a_deleted_project_takes_its_data_along(api, key, project, feed):
    feed("logentry", msg="x")
    talk(feed)
    api.task(api.call("DELETE", f"/v2.0/projects/{project}", key=key), key)
    assert api.control("GET", "objects?kind=logentry") == api.control("GET", "objects?kind=conversation") == []


def test_audit_events_can_be_fed_many_at_once(api, organisation, key, project):
    one = {"kind": "auditevent", "organisation": organisation}
    fed = api.control("POST", "objects", [{**one, "user": "ann"}, {**one, "project": project, "timestamp": "2026-01-01T00:00:00.000Z"}])
    events = api.call("GET", "/v2.0/auditevents?limit=2", key=key).body["items"]
    assert [event["_id"] for event in events] == [event["_id"] for event in reversed(fed)]
    assert events[1]["user"] == "ann" and events[1]["organisationReference"] == organisation and "projectReference" not in events[1]
    assert events[0]["projectReference"] == project and events[0]["timestamp"].startswith("2026-01-01")
    assert api.call("GET", f"/v2.0/auditevents/{fed[0]['_id']}", key=key).body["payload"] == {}
