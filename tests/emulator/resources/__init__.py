# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real behaviour, one module for each group of resources. An operation that no module handles answers 501."""

from __future__ import annotations

import importlib
import pkgutil

from .registry import HANDLERS, Handler


def load() -> dict[str, Handler]:
    """The handlers of all modules of this package by operation."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return HANDLERS
