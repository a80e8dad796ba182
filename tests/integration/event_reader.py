# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-rulebook does with an event source, without its rules: python event_reader.py OUTPUT ARGUMENTS

It runs the file of the source by its path, hands it a queue for one event, and appends each event to OUTPUT as a line of JSON. ARGUMENTS are
those of the source, as JSON. For tests that kill it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pathlib
import runpy
import sys
from typing import Any

SOURCE = pathlib.Path(os.path.abspath(__file__)).parents[2] / "extensions" / "eda" / "plugins" / "event_source" / "audit_events.py"


async def read(output: str, args: dict[str, Any]) -> None:
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(1)

    async def consume() -> None:
        with open(output, "ab", buffering=0) as file:
            while True:
                file.write(json.dumps(await queue.get()).encode() + b"\n")

    tasks = [asyncio.create_task(consume()), asyncio.create_task(runpy.run_path(str(SOURCE))["main"](queue, args))]
    done, _going_on = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    done.pop().result()


if __name__ == "__main__":
    logging.basicConfig(format="%(levelname)s %(message)s")
    asyncio.run(read(sys.argv[1], json.loads(sys.argv[2])))
