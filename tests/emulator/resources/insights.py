# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Insights: a token, and reports that are asked for and then read by the hash of the query.

Transcripts and messages are counted out of the conversations; all other reports are what was fed (kind ``insightsreport``).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from .. import lists
from ..access import in_projects, project_of, sees_project
from ..calls import Call
from ..errors import not_found
from ..store import Record
from .conversations import session
from .fed import feed, feed_schema, need_project
from .registry import handles
from .users import me

ANSWERS = {"reports": "LoadReportByQueryHashResponse", "steps": "LoadStepReportByQueryHashResponse"}
NO_STEPS = {"_id": None, "type": "node", "count": 0, **dict.fromkeys(("step", "entityReferenceId", "flowReferenceId", "flowName"), "")}
REPORTS = {"Report": "reports", "StepReport": "steps", "MessagesReport": "messages", "TranscriptsReport": "transcripts"}

feed_schema("step", "StepIndexItem")


def _feed(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
    """``report``: reports (with its ``query``) or steps; ``data`` as the contract has it."""
    need_project(project)
    if fields.get("report") not in ANSWERS or not set(fields) <= {"report", "query", "data"}:
        raise ValueError("an insightsreport has report (reports or steps), query and data")
    call.emulator.contract.check_part("fed", {"status": "done", "data": fields["data"]}, ANSWERS[fields["report"]])
    return fields


feed("insightsreport", _feed)


@handles("insightsJWT")
def token(call: Call) -> Any:
    """Nothing but the interface's own pages takes it."""
    me(call)
    return {"token": call.emulator.new_secret()}


@handles("indexSteps", fed=True)
def index_steps(call: Call) -> Any:
    return lists.page(call, in_projects(call, "step"), search=("label", "flowName"))


@handles("generateReport", "generateStepReport", "generateMessagesReport", "generateTranscriptsReport")
def generate(call: Call) -> Any:
    """The same query has the same hash, and is done anew."""
    project = project_of(call, call.body["projectId"])
    report = REPORTS[call.operation.name.removeprefix("generate")]
    asked = {"report": report, "body": call.body, "page": call.query}
    query_hash = hashlib.sha256(json.dumps([project.id, asked], sort_keys=True).encode()).hexdigest()
    data = {**asked, "reads": 0, "createdAt": call.emulator.clock.seconds()}
    call.emulator.store.add("insightsquery", data, organisation=project.organisation, project=project.id, id=query_hash)
    return {"queryHash": query_hash}


@handles(
    "loadReportByQueryHash", "loadStepReportByQueryHash", "loadMessagesReportByQueryHash", "loadTranscriptsReportByQueryHash", fed=True
)
def load(call: Call) -> Any:
    """A report takes as long as a task, and fails as one: switches ``task_reads``, ``task_seconds``, ``task_fails``."""
    store, switches = call.emulator.store, call.emulator.switches
    report = REPORTS[call.operation.name.removeprefix("load").removesuffix("ByQueryHash")]
    record = store.get("insightsquery", call.path["queryHash"])
    project = store.get("project", record.project or "") if record else None
    if record is None or project is None or record.data["report"] != report or not sees_project(call, project):
        raise not_found("Report")
    record.data["reads"] += 1
    store.changed(record)
    waited, seconds = call.emulator.clock.seconds() - record.data["createdAt"], switches["task_seconds"]
    is_done = record.data["reads"] >= switches["task_reads"] or (seconds is not None and waited >= seconds)
    if not is_done or switches["task_fails"] is not None:
        return {"status": "error" if is_done else "pending", "data": _nothing(report)}
    return {"status": "done", "data": _result(call, record, project.id)}


def _nothing(report: str) -> Any:
    if report == "steps":
        return NO_STEPS
    return [] if report == "reports" else {"items": [], "total": 0, "nextCursor": "", "previousCursor": ""}


def _result(call: Call, asked: Record, project: str) -> Any:
    report, body, store = asked.data["report"], asked.data["body"], call.emulator.store
    if report in ANSWERS:
        query = body.get("query")
        fed = [one for one in store.of("insightsreport", project) if (one.data["report"], one.data.get("query")) == (report, query)]
        data = fed[-1].data["data"] if fed else _nothing(report)
        return data[: int(body["limit"])] if report == "reports" and "limit" in body else data
    conversations = list(store.of("conversation", project))
    rows = _messages(conversations, body) if report == "messages" else _transcripts(call, conversations, body)
    text = asked.data["page"].get("search", "").lower()
    rows = [one for one in rows if text in json.dumps(one, ensure_ascii=False).lower()]
    wanted = body.get("query", {})
    rows = [one for one in rows if all(_is_one_of(one.get(name), value) for name, value in wanted.items())]
    start, limit = asked.data["page"].get("skip", 0), asked.data["page"].get("limit", lists.DEFAULT_LIMIT)
    return {"items": rows[start : start + limit], "total": len(rows), "nextCursor": "", "previousCursor": ""}


def _messages(conversations: list[Record], body: dict[str, Any]) -> list[dict[str, Any]]:
    """Texts by how often they were said."""
    messages = [one for record in conversations for one in record.data["messages"] if _fits(one, body.get("filters", []))]
    counts = Counter((one["inputText"], one["source"]) for one in messages)
    return [{"message": text, "count": count, "source": source} for (text, source), count in counts.most_common()]


def _transcripts(call: Call, conversations: list[Record], body: dict[str, Any]) -> list[dict[str, Any]]:
    """Conversations of which some message fits; newest first."""
    rows = []
    for record in reversed(conversations):
        sources = body.get("source", [])
        messages = [one for one in record.data["messages"] if not sources or one["source"] in sources]
        spoken = sum(one["source"] == "user" for one in record.data["messages"])
        if any(_fits({**one, "userMessageCount": spoken}, body.get("filters", [])) for one in messages):
            rows.append(session(call, record))
    return rows


def _is_one_of(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


COMPARISONS: dict[str, Callable[[Any, list[Any]], bool]] = {
    "equals": lambda value, wanted: value in wanted,
    "notEquals": lambda value, wanted: value not in wanted,
    "gt": lambda value, wanted: value > wanted[0],
    "gte": lambda value, wanted: value >= wanted[0],
    "lt": lambda value, wanted: value < wanted[0],
    "lte": lambda value, wanted: value <= wanted[0],
}


def _fits(message: dict[str, Any], filters: list[dict[str, Any]]) -> bool:
    """Whether all filters let a message pass. Numbers are compared as such; times sort as they are written."""
    for one in filters:
        value, wanted = message.get(one["field"], ""), one["values"]
        if isinstance(value, int | float):
            try:
                wanted = [float(text) for text in wanted]
            except ValueError:
                return False
        if wanted and not COMPARISONS[one["operator"]](value, wanted):
            return False
    return True
