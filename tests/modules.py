# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every module by its name, for tests and tools that look at all of them."""

from __future__ import annotations

import importlib
import pathlib
from collections.abc import Mapping

from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Module

_PLACE = "ansible_collections.community.cognigy.plugins.modules"
_FILES = sorted((pathlib.Path(__file__).parent.parent / "plugins" / "modules").glob("cognigy_*.py"))
MODULES: Mapping[str, Module] = {path.stem: importlib.import_module(f"{_PLACE}.{path.stem}").MODULES[path.stem] for path in _FILES}
