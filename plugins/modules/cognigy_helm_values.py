#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_helm_values
short_description: Change a Helm values file of Cognigy.AI, and nothing else in it
version_added: "0.1.0"
description:
  - Sets and removes values in a YAML file that people write. Comments, order, quotes, anchors, long lines and everything else that is not meant stay
    as they are, to the byte.
  - Checks the values against the schema of the chart before the file is written.
  - Changes patch files of the old kustomize deployment as well, see O(format).
  - It does not speak to any API or cluster. The role C(community.cognigy.onprem_api) does the rest.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.attributes
requirements:
  - Python >= 3.9
  - ruamel.yaml >= 0.17.21
  - jsonschema, or C(helm) and a whole chart, with O(chart)
attributes:
  action_group:
    support: none
    membership: []
    details: It has no connection, so it is not in the group.
  check_mode:
    support: full
  diff_mode:
    support: full
    details: Shows the values that change and not the lines of the file. Secrets are masked in both halves.
  idempotent:
    support: full
  async:
    support: full
  platform:
    details: It changes a file on the host that it runs on.
options:
  path:
    description:
      - The file. It has to be there, in UTF-8, with one YAML document. Its owner and mode are kept. Of a symbolic link, the file behind it is changed.
      - A file that is encrypted as a whole, with ansible-vault or sops, is refused.
    type: path
    required: true
  format:
    description:
      - V(helm) is a values file.
      - V(kustomize) is a list of JSON patches of the config map C(cognigy-env), as deployments before Helm had it in
        C(config-map_patch.yaml). It takes O(variables) and no other changes.
    type: str
    choices: [helm, kustomize]
    default: helm
  values:
    description:
      - Values that have to be in the file. Mappings are merged with those in the file, all else is compared as a whole; a list takes the place of
        the list. V(null) writes a null, with which Helm takes out the chart's own value.
      - Texts and other types differ. Variables in C(cognigyEnv) have to be texts, for example V("true").
    type: dict
  secret_values:
    description:
      - As O(values), for values that nobody may see.
    type: dict
  absent:
    description:
      - Keys that must not be in the file, with dots between the levels, for example V(managementUiCredentials). The chart's own values then apply.
    type: list
    elements: str
  variables:
    description:
      - Environment variables by their name. V(null) removes one.
      - In a values file they go to the list C(extraEnvVars) of O(service), which only the pods of that service get. A variable there wins over
        one of that name in C(cognigyEnv).
    type: dict
  service:
    description:
      - The key of the service in the values, with dots between levels, for O(variables).
    type: str
    default: serviceApi
  chart:
    description:
      - Where the schema comes from. The folder of the chart, its archive (C(.tgz)), or the file C(values.schema.json).
      - The chart's own values are added before the check, as Helm does it. When a schema file has no C(values.yaml) beside it, they are not known,
        and what is missing is no error.
      - Without it, nothing is checked.
    type: path
  more_files:
    description:
      - Values files that Helm gets after this one. They are added for the check and not changed.
    type: list
    elements: path
notes:
  - A value that an anchor (C(&)) shares with other places is not changed, since that would change them all. The task then fails and names them.
    Where a place refers to another one by C(*), it gets a value of its own.
  - In messages and diffs, values under names that end like secrets are masked, and in addition all of O(secret_values).
seealso:
  - module: community.cognigy.cognigy_installation_info
"""

EXAMPLES = r"""
- name: Allow super API keys, in the pods of service-api alone
  community.cognigy.cognigy_helm_values:
    path: values_prod.yaml
    variables:
      FEATURE_USE_SUPERAPIKEY_API: "true"
    chart: cognigy.ai/values.schema.json

- name: Take the users of the management API from a secret of the cluster, and keep audit events for 90 days
  community.cognigy.cognigy_helm_values:
    path: values_prod.yaml
    values:
      managementUiCredentialsExistingSecret: management-users
      cognigyEnv:
        AUDIT_EVENT_TTL_IN_MINUTES: "129600"
    absent:
      - managementUiCredentials

- name: A deployment from before Helm
  community.cognigy.cognigy_helm_values:
    path: config-map_patch.yaml
    format: kustomize
    variables:
      FEATURE_USE_SUPERAPIKEY_API: "true"
"""

RETURN = r"""
path:
  description: The file, without symbolic links.
  returned: success
  type: str
  sample: /srv/cognigy/values_prod.yaml
changes:
  description: What was changed, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [serviceApi.extraEnvVars.FEATURE_USE_SUPERAPIKEY_API]
checked_by:
  description: What has checked the values, V(jsonschema) or V(helm lint). Null without O(chart).
  returned: success
  type: str
  sample: jsonschema
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.helm_values import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_helm_values"])
