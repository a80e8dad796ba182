# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options, for modules (DOCUMENTATION) and for plugins of other kinds (PLUGINS)."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
requirements:
  - Python >= 3.9
  - requests >= 2.28
options:
  base_url:
    description:
      - Address of the API, for example V(https://api.example.com), with or without V(/new) at its end.
      - This is not the address of the user interface. On an own installation it is the value of C(BACKEND_BASE_URL_WITH_PROTOCOL).
      - Redirects are not followed, since that could send the credentials elsewhere; give the final address.
      - If not given, the value of the environment variable E(COGNIGY_BASE_URL) is used.
    type: str
    required: true
  api_key:
    description:
      - API key of a user, or a super API key. The module then has the rights of that user, within the organisation of the key.
      - It is not accepted by the management API, see O(management_username).
      - The key is sent in a header only, never in a URL.
      - If not given, the value of the environment variable E(COGNIGY_API_KEY) is used.
    type: str
  management_username:
    description:
      - User of the Management UI, who is not a user of an organisation. Needed, with O(management_password), for the management API
        (organisations, users of all organisations, super API keys).
      - With O(organisation) and without O(api_key), these credentials also reach what is inside that organisation; see O(organisation).
      - If not given, the value of the environment variable E(COGNIGY_MANAGEMENT_USERNAME) is used.
    type: str
  management_password:
    description:
      - Password of O(management_username).
      - If not given, the value of the environment variable E(COGNIGY_MANAGEMENT_PASSWORD) is used.
    type: str
  organisation:
    description:
      - Name or ID of an organisation. An O(api_key) belongs to one organisation already; when both are given, they have to agree.
      - Given with management credentials and without O(api_key), the module makes a super API key of this organisation by itself, uses it
        for as long as the task runs, and renews it when it ends on the way. All items of a loop share it. The server has to have
        C(FEATURE_USE_SUPERAPIKEY_API) switched on.
      - If not given, the value of the environment variable E(COGNIGY_ORGANISATION) is used.
    type: str
  validate_certs:
    description:
      - Whether to check the TLS certificate of the server. Do not turn this off against anything but a test system; see O(ca_path) instead.
      - If not given, the value of the environment variable E(COGNIGY_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File with the certificates, in PEM format, of the authorities to trust, or a folder of such files as C(openssl rehash) makes it.
      - Without it the files named by the environment variables E(REQUESTS_CA_BUNDLE) or E(CURL_CA_BUNDLE) are used, and without these the
        authorities that the Python library certifi knows.
      - If not given, the value of the environment variable E(COGNIGY_CA_PATH) is used.
    type: path
  client_cert:
    description:
      - File with a client certificate, in PEM format, for a proxy or gateway that asks for one. It may hold the private key too.
      - If not given, the value of the environment variable E(COGNIGY_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - File with the private key of O(client_cert), in PEM format, when it is not in the same file.
      - If not given, the value of the environment variable E(COGNIGY_CLIENT_KEY) is used.
    type: path
  timeout:
    description:
      - Seconds to wait for a connection, and again for each part of an answer. More than 0.
      - If not given, the value of the environment variable E(COGNIGY_TIMEOUT) is used.
    type: float
    default: 30.0
  retries:
    description:
      - How often a request that may be repeated is repeated after a failed connection or a status of 429, 502, 503 or 504.
      - Reading is repeated. Writing is sent once, except after 429, which says that nothing was done. When the answer to a creation is lost, the
        module looks for the object instead of sending again; only after a 503 with C(Retry-After), and when nothing is there, it sends again.
      - C(Retry-After) of the server is obeyed, for up to 60 seconds each time.
      - If not given, the value of the environment variable E(COGNIGY_RETRIES) is used.
    type: int
    default: 3
notes:
  - Proxies are taken from the environment variables E(HTTP_PROXY), E(HTTPS_PROXY) and E(NO_PROXY). A netrc file is not read.
  - With C(connection=local), without C(become) and C(async), the module runs inside Ansible's own worker process on the controller, which is
    many times faster. Set the variable C(cognigy_in_process) to V(false) to have it run as a process of its own, as other modules do.
"""

    PLUGINS = r"""
requirements:
  - Python >= 3.9
  - requests >= 2.28
options:
  base_url:
    description:
      - Address of the API, for example V(https://api.example.com), with or without V(/new) at its end.
      - This is not the address of the user interface. On an own installation it is the value of C(BACKEND_BASE_URL_WITH_PROTOCOL).
      - Redirects are not followed, since that could send the credentials elsewhere; give the final address.
    type: str
    required: true
    env:
      - name: COGNIGY_BASE_URL
  api_key:
    description:
      - API key of a user, or a super API key. The plugin then has the rights of that user, within the organisation of the key.
      - It is not accepted by the management API, see O(management_username).
      - The key is sent in a header only, never in a URL.
    type: str
    env:
      - name: COGNIGY_API_KEY
  management_username:
    description:
      - User of the Management UI, who is not a user of an organisation. Needed, with O(management_password), for the management API
        (organisations, users of all organisations, super API keys).
      - With O(organisation) and without O(api_key), these credentials also reach what is inside that organisation; see O(organisation).
    type: str
    env:
      - name: COGNIGY_MANAGEMENT_USERNAME
  management_password:
    description:
      - Password of O(management_username).
    type: str
    env:
      - name: COGNIGY_MANAGEMENT_PASSWORD
  organisation:
    description:
      - Name or ID of an organisation. An O(api_key) belongs to one organisation already; when both are given, they have to agree.
      - Given with management credentials and without O(api_key), the plugin makes a super API key of this organisation by itself. The
        server has to have C(FEATURE_USE_SUPERAPIKEY_API) switched on.
    type: str
    env:
      - name: COGNIGY_ORGANISATION
  validate_certs:
    description:
      - Whether to check the TLS certificate of the server. Do not turn this off against anything but a test system; see O(ca_path) instead.
    type: bool
    default: true
    env:
      - name: COGNIGY_VALIDATE_CERTS
  ca_path:
    description:
      - File with the certificates, in PEM format, of the authorities to trust, or a folder of such files as C(openssl rehash) makes it.
      - Without it the files named by the environment variables E(REQUESTS_CA_BUNDLE) or E(CURL_CA_BUNDLE) are used, and without these the
        authorities that the Python library certifi knows.
    type: path
    env:
      - name: COGNIGY_CA_PATH
  client_cert:
    description:
      - File with a client certificate, in PEM format, for a proxy or gateway that asks for one. It may hold the private key too.
    type: path
    env:
      - name: COGNIGY_CLIENT_CERT
  client_key:
    description:
      - File with the private key of O(client_cert), in PEM format, when it is not in the same file.
    type: path
    env:
      - name: COGNIGY_CLIENT_KEY
  timeout:
    description:
      - Seconds to wait for a connection, and again for each part of an answer. More than 0.
    type: float
    default: 30.0
    env:
      - name: COGNIGY_TIMEOUT
  retries:
    description:
      - How often a request is repeated after a failed connection or a status of 429, 502, 503 or 504.
      - C(Retry-After) of the server is obeyed, for up to 60 seconds each time.
    type: int
    default: 3
    env:
      - name: COGNIGY_RETRIES
notes:
  - Proxies are taken from the environment variables E(HTTP_PROXY), E(HTTPS_PROXY) and E(NO_PROXY). A netrc file is not read.
"""
