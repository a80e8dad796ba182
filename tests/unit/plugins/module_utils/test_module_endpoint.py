# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints: what they get by themselves, what an update has to repeat, what does not survive another channel. And steps with ids."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import NotKept
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils.test_content import Project

ENDPOINT = KINDS["endpoint"]
REST = {"name": "web", "channel": "rest"}
VOICE = {"name": "call", "channel": "voiceGateway2", "create_webrtc_client": True, "webrtc_widget_config": {"theme": "dark"}}


class Server(Project):
    """A project with a primary locale, in which a widget comes and goes as the real one's was seen to. hides_widget: no read shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.hides_widget = False
        self.primary = self.put("locale", name="English", primary=True, nluLanguage="en-US")
        self.put("locale", name="German", primary=False, nluLanguage="de-DE")
        self.scope = {"projectId": self.home}

    def _change(self, kind: str, id: str, body: dict[str, Any]) -> tuple[int, Any]:
        answer = super()._change(kind, id, body)
        one = self.things[kind].get(id, {})
        wanted = one.pop("createWebrtcClient", None)
        if wanted is False or self.hides_widget:
            one.pop("webrtcClient", None)
        elif wanted:
            one["webrtcClient"] = {"id": "x"}
        return answer

    @property
    def endpoint(self) -> dict[str, Any]:
        (one,) = self.things["endpoint"].values()
        return one

    def updates(self) -> list[Any]:
        return [body for method, path, body in self.writes() if method == "PATCH"]


@pytest.fixture
def server() -> Server:
    return Server()


def engine(server: Server, check: bool = False, **options: Any) -> Engine:
    return Engine(server.client(read_only=check, **KEY), KINDS, **options)


def test_a_new_endpoint_speaks_the_primary_locale(server: Server) -> None:
    predicted = engine(server, check=True).ensure(ENDPOINT, server.scope, REST)
    made = engine(server).ensure(ENDPOINT, server.scope, REST)
    assert made.after == predicted.after == {**REST, "locale": server.primary["referenceId"]}
    assert server.endpoint["localeId"] == server.primary["referenceId"]
    server.endpoint["localeId"] = ""  # an existing one is left alone
    assert not engine(server).ensure(ENDPOINT, server.scope, REST).changed


def test_another_locale_when_it_is_given(server: Server) -> None:
    engine(server).ensure(ENDPOINT, server.scope, {**REST, "locale": "German"})
    assert server.endpoint["localeId"] != server.primary["referenceId"]


def test_no_primary_locale(server: Server) -> None:
    server.primary["primary"] = False
    assert "locale" not in engine(server).ensure(ENDPOINT, server.scope, REST).after


def test_cognigy_is_the_name_of_no_connector(server: Server) -> None:
    engine(server).ensure(ENDPOINT, server.scope, {**REST, "nlu_connector": "cognigy"})
    assert server.endpoint["nluConnectorId"] == "cognigy"


def test_a_widget_comes_with_a_later_update_that_repeats_what_it_needs(server: Server) -> None:
    outcome = engine(server).ensure(ENDPOINT, server.scope, VOICE)
    creation = server.writes()[0][2]
    assert "createWebrtcClient" not in creation and "webrtcWidgetConfig" not in creation
    again = {"channel": "voiceGateway2", "name": "call", "localeId": server.primary["referenceId"]}
    assert server.updates() == [{**again, "createWebrtcClient": True, "webrtcWidgetConfig": {"theme": "dark"}}]
    assert outcome.object and outcome.object["create_webrtc_client"] is True
    assert not engine(server).ensure(ENDPOINT, server.scope, VOICE).changed
    server.endpoint["URLToken"] = "t"
    engine(server).ensure(ENDPOINT, server.scope, {"name": "call", "create_webrtc_client": False, "active": True})
    assert server.updates()[1] == {**again, "URLToken": "t", "createWebrtcClient": False, "active": True}
    engine(server).ensure(ENDPOINT, server.scope, {"name": "call", "active": False})
    assert server.updates()[2] == {"active": False}


def test_a_widget_that_is_not_there_afterwards(server: Server) -> None:
    server.hides_widget = True
    with pytest.raises(NotKept, match="create_webrtc_client is False instead of True"):
        engine(server).ensure(ENDPOINT, server.scope, VOICE)


def test_settings_are_put_into_those_of_the_server_and_sent_whole(server: Server) -> None:
    held = {"layout": {"title": "", "logo": "x"}, "colors": {}}
    server.put("endpoint", **REST, settings=held, transformer={"transformer": "a", "transpiledTransformer": "b", "abortOnError": False})
    wanted = {"name": "web", "settings": {"layout": {"title": "Hi"}}, "transformer": {"transformer": "c"}}
    engine(server).ensure(ENDPOINT, server.scope, wanted)
    assert server.updates() == [
        {
            "settings": {"layout": {"title": "Hi", "logo": "x"}, "colors": {}},
            "transformer": {"transformer": "c", "abortOnError": False},  # what was made of the old code is not sent back
        }
    ]


def test_another_channel_does_not_inherit_settings(server: Server) -> None:
    server.put("endpoint", **REST, active=False, settings={"a": 1}, transformer={"transformer": "a"})
    engine(server, recreate=True).ensure(ENDPOINT, server.scope, {"name": "web", "channel": "socket"})
    assert server.endpoint["active"] is False and "settings" not in server.endpoint and "transformer" not in server.endpoint


def test_steps_keep_their_ids_and_what_was_not_given(server: Server) -> None:
    field = next(item for item in KINDS["milestone"].fields if item.option == "steps")
    held = [{"_id": "1", "name": "a", "order": 1}, {"_id": "2", "name": "b", "order": 2}]
    wanted = [{"name": "b"}, {"name": "new"}, {"name": "a", "order": 3}, {"name": "a"}]
    merged = Engine._merged(field, wanted, held)
    assert merged == [{"_id": "2", "name": "b", "order": 2}, {"name": "new"}, {"_id": "1", "name": "a", "order": 3}, {"name": "a"}]
    assert Engine._merged(field, wanted, None) == wanted


def test_a_payload_of_the_user_alone() -> None:
    field = Field("data", "dict", exact=True)
    assert field.same({"a": 1}, {"a": 1}) and field.same({}, None)
    assert not field.same({"a": 1}, {"a": 1, "b": 2}) and not field.same({"a": 1}, None)
    assert field.comparable({"a": 1, "apiKey": "x"}, {}) == {"a": 1, "apiKey": HIDDEN}
    assert Engine._merged(field, {"a": 1}, {"b": 2}) == {"a": 1}


def test_what_an_item_of_a_list_needs_is_required() -> None:
    spec = Field("steps", "list", elements="dict", fields=(Field("name", required=True), Field("order", "int"))).spec()
    assert spec["options"] == {"name": {"type": "str", "required": True}, "order": {"type": "int"}}
    alone = Field("step", "dict", fields=(Field("name", required=True),)).spec()
    assert alone["options"] == {"name": {"type": "str"}}
