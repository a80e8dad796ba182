# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator of the Cognigy.AI REST API, made from the API contract in ``openapi.json``.

It shares no code with the collection: it is the other side of the wire.
"""
