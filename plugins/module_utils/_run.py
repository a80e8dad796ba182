# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""One task: options in, result out. The only place that turns errors into results; both ways of execution come through here."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any, Callable

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # before ansible-core 2.22
    register_secrets = None

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import CognigyError
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Job, LocalJob, Module
from ansible_collections.community.cognigy.plugins.module_utils._options import connect, connection_spec
from ansible_collections.community.cognigy.plugins.module_utils._secrets import mask, secrets_of

Say = Callable[[str], None]


def spec_of(module: Module) -> dict[str, Any]:
    """The arguments of an argument spec validator, or of AnsibleModule without supports_check_mode, for one module."""
    if not module.connects:
        return {"argument_spec": dict(module.spec), **module.rules}
    together = [("management_username", "management_password")]
    return {"argument_spec": {**connection_spec(), **module.spec}, "required_together": together, **module.rules}


def run(
    module: Module,
    params: Mapping[str, Any],
    check_mode: bool = False,
    warn: Say = lambda text: None,
    notify: Say = lambda text: None,
    client_of: Callable[..., Client] = connect,
) -> dict[str, Any]:
    """Carry out a module with validated options and give its result, failed or not; never exits, never prints.

    ``client_of``: gives the client for the options; replaced where clients are kept between items of a loop.
    """
    client: Client | None = None
    try:
        if not module.connects:
            return module.run(LocalJob(params, warn, check_mode))
        client = client_of(params, check_mode, notify)
        client.transport.hide(*(secret for option in module.quiet for secret in secrets_of(option, params[option])))
        result = module.run(Job(params, warn, check_mode, client))
        if register_secrets:
            register_secrets(secrets_in(module, result))
        return result
    except CognigyError as exc:
        details = {key: _redacted(client, value) if isinstance(value, str) else value for key, value in exc.details.items()}
        return {"failed": True, "changed": False, "msg": _redacted(client, str(exc)), **details}
    except (Exception, SystemExit) as exc:  # a fault of ours: in process, anything that leaves here would end the whole play
        message = f"unexpected {type(exc).__name__}: {exc}. This is a bug of community.cognigy; please report it."
        trace = _redacted(client, traceback.format_exc())
        return {"failed": True, "changed": False, "msg": _redacted(client, message), "exception": trace}


def _redacted(client: Client | None, text: str) -> str:
    return client.transport.redact(text) if client else text


def secrets_in(module: Module, result: Mapping[str, Any]) -> list[str]:
    """The secrets that a result holds on purpose, so that it must be kept off the screen."""
    return [secret for field in module.secrets for secret in secrets_of(field, result.get(field))]


def shown_params(module: Module, params: Mapping[str, Any]) -> dict[str, Any]:
    """The options as an invocation may show them, also in a registered result: without what is no_log, nested secrets masked."""
    specs = {**connection_spec(), **module.spec}

    def shown(option: str, value: Any) -> Any:
        if value is not None and specs.get(option, {}).get("no_log"):
            return "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
        return mask(value) if option in module.quiet else value

    return {option: shown(option, value) for option, value in params.items()}
