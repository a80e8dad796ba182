#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_identity_provider
short_description: Single sign-on of a Cognigy.AI organisation, by SAML or OpenID Connect
version_added: "0.1.0"
description:
  - Configures the identity provider of an organisation, or removes it. An organisation has one.
  - All values are checked as far as that goes before anything is sent, since a wrong one would lock people out. The certificate has to be an X.509
    certificate that is valid today; addresses have to be https; the issuer of OpenID Connect is asked who it is.
  - A new configuration is first sent as it is. Only when the server wants the old one removed before is it removed, right before the new one is sent.
    Should that fail half-way, it is tried once more, and then the message says what state the login is in.
  - The server lets nobody read the configuration back. What it shows without a login is the type, with SAML also the addresses for login and logout,
    with OpenID Connect that of the front-channel logout. B(Nothing else can be compared) and a change of anything else is only made together with a
    change of these, or with O(update_secret=always). RV(identity_provider.not_compared) tells which of your values were not compared.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
options:
  state:
    description:
      - Whether the organisation shall have this identity provider, or none.
      - V(absent) ends single sign-on for everybody in the organisation. People log in with their passwords then, if they have one.
    type: str
    choices: [present, absent]
    default: present
  type:
    description:
      - The protocol, V(saml) for SAML 2.0 or V(oidc) for OpenID Connect. Needed with O(state=present).
    type: str
    choices: [saml, oidc]
  issuer:
    description:
      - The provider's name for itself, which is a URL. Needed.
      - With O(type=oidc) this is the address below which C(/.well-known/openid-configuration) is found, beginning with C(https). With O(type=saml) it is
        the entity ID, which nobody opens, so it may begin with C(http).
    type: str
  login_endpoint:
    description:
      - Where people are sent to log in, beginning with C(https). Needed with O(type=saml), and only there.
    type: str
  logout_endpoint:
    description:
      - Where people are sent to log out, beginning with C(https). Only with O(type=saml).
    type: str
  certificate:
    description:
      - The certificate that the provider signs with, in PEM format or as base64 alone. Needed with O(type=saml), and only there.
      - It is refused when it is no X.509 certificate, has ended, is not valid yet, or is not the only one. It is sent as base64 without the PEM lines.
      - It is kept off the screen, as a private key would have to be that somebody pastes here by mistake; that is refused.
    type: str
  want_authn_response_signed:
    description:
      - Whether the whole answer of the provider has to be signed. Only with O(type=saml).
    type: bool
  decryption_private_key:
    description:
      - Private key in PEM format, not protected by a password, with which encrypted answers of the provider are decrypted. Only with O(type=saml).
    type: str
  disable_requested_authn_context:
    description:
      - Whether to leave it to the provider how people prove who they are. Only with O(type=saml).
    type: bool
  client_id:
    description:
      - ID that the provider knows Cognigy.AI by. Needed with O(type=oidc), and only there.
    type: str
  client_secret:
    description:
      - Secret that belongs to O(client_id). Needed with O(type=oidc), and only there.
    type: str
  additional_scope:
    description:
      - Scopes to ask for, separated by blanks. Without it the server asks for C(openid profile email offline_access). Only with O(type=oidc).
    type: str
  front_channel_url:
    description:
      - Address of the provider for the front-channel logout, beginning with C(https). Only with O(type=oidc).
    type: str
  id_token_signed_response_alg:
    description:
      - How the provider signs its ID tokens, for example V(RS256). Only with O(type=oidc).
    type: str
  token_endpoint_auth_method:
    description:
      - How Cognigy.AI proves to the provider who it is, for example V(client_secret_basic). Only with O(type=oidc).
    type: str
  check_issuer:
    description:
      - Whether to ask the issuer of OpenID Connect for its discovery document before a change, also in check mode. It has to be reachable, name itself
        exactly as O(issuer) does, and know O(id_token_signed_response_alg) and O(token_endpoint_auth_method) when these are given.
      - The issuer is asked from where the module runs, with the options of the connection to Cognigy.AI for certificates, proxies and timeouts, and
        without any credential. Say V(false) when only the server reaches it.
      - With O(type=saml) nobody is asked.
    type: bool
    default: true
  update_secret:
    description:
      - V(on_create) changes the configuration when its type or an address that the server shows is another one.
      - V(always) configures it in each run, which then reports a change each time. Use it once, when a certificate or a secret was replaced.
    type: str
    choices: [on_create, always]
    default: on_create
attributes:
  check_mode:
    support: full
    details: Addresses that the server makes by itself are null where they are not known yet.
  diff_mode:
    support: full
    details: Of the configuration that is there it shows what the server shows.
  idempotent:
    support: partial
    details: Not with O(update_secret=always).
  async:
    support: full
notes:
  - Keep a way to log in with a password, for one administrator at least, until people have logged in by a new identity provider.
  - Options that you leave out get the default of the server with each change, since the whole configuration is sent.
  - When the task fails after something was sent, its result C(identity_provider) shows what the server shows then; it is missing when that could not be
    read.
seealso:
  - module: community.cognigy.cognigy_user
"""

EXAMPLES = r"""
- name: Single sign-on by SAML
  community.cognigy.cognigy_identity_provider:
    organisation: Acme
    type: saml
    issuer: https://idp.example.com/entity
    login_endpoint: https://idp.example.com/saml/login
    logout_endpoint: https://idp.example.com/saml/logout
    certificate: "{{ lookup('ansible.builtin.file', 'idp.pem') }}"

- name: Bring in the next certificate of the provider, once
  community.cognigy.cognigy_identity_provider:
    organisation: Acme
    type: saml
    issuer: https://idp.example.com/entity
    login_endpoint: https://idp.example.com/saml/login
    logout_endpoint: https://idp.example.com/saml/logout
    certificate: "{{ lookup('ansible.builtin.file', 'idp.pem') }}"
    update_secret: always

- name: Single sign-on by OpenID Connect, with a provider that only the server reaches
  community.cognigy.cognigy_identity_provider:
    organisation: Acme
    type: oidc
    issuer: https://idp.example.com
    client_id: cognigy
    client_secret: "{{ vault_idp_secret }}"
    check_issuer: false
  register: provider

- name: Tell what to enter at the provider
  ansible.builtin.debug:
    var: provider.identity_provider.callback_url

- name: End single sign-on
  community.cognigy.cognigy_identity_provider:
    organisation: Acme
    state: absent
"""

RETURN = r"""
identity_provider:
  description: What the server shows of the identity provider.
  returned: success and O(state=present)
  type: dict
  contains:
    type:
      description: The protocol.
      type: str
      sample: saml
    login_endpoint:
      description: Where people are sent to log in. Null with O(type=oidc).
      type: str
      sample: https://idp.example.com/saml/login
    logout_endpoint:
      description: Where people are sent to log out. Null with O(type=oidc), and when there is none.
      type: str
      sample: https://idp.example.com/saml/logout
    front_channel_url:
      description: Address for the front-channel logout. Null with O(type=saml), and when there is none.
      type: str
      sample: https://idp.example.com/logout
    callback_url:
      description: The server's own address that the provider has to send people back to. Null with O(type=saml).
      type: str
      sample: https://api.example.com/auth/oidc/64f1c0d2a3b4c5d6e7f80912/callback
    login_url:
      description: The server's own address at which a login begins. Null with O(type=saml).
      type: str
      sample: https://api.example.com/auth/oidc/64f1c0d2a3b4c5d6e7f80912/login
    logout_url:
      description: The server's own address at which a logout begins. Null with O(type=saml).
      type: str
      sample: https://api.example.com/auth/oidc/64f1c0d2a3b4c5d6e7f80912/logout
    not_compared:
      description: Options that were given, and that nobody can compare with what the server has.
      type: list
      elements: str
      sample: [certificate, issuer]
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.identity_provider import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_identity_provider"])
