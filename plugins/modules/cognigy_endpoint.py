#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_endpoint
short_description: Manage the endpoints of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes endpoints, through which a flow is reached from a channel.
  - An endpoint is found by its exact name within the project, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
  - community.cognigy.content.recreate
  - community.cognigy.content.update_secret
options:
  name:
    description:
      - Name of the endpoint, compared exactly. When several endpoints of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  channel:
    description:
      - The channel. Needed to create an endpoint, and fixed afterwards, see O(recreate). An endpoint that is made anew has another address,
        and takes over neither settings nor transformer of the old channel.
      - Known channels are V(abstract-rest), V(admin-webchat), V(adminconsole), V(agentAssistVoice), V(alexa), V(amazonLex), V(audioCodes),
        V(avaya), V(bandwidth), V(dialogflow), V(eightByEight), V(facebook), V(generic), V(genesysBotConnector), V(inject), V(intercom), V(line),
        V(liveAgentAssist), V(microsoftBotFramework), V(microsoftTeams), V(niceCXOne), V(niceCXOneAAH), V(nonConversational), V(realtime), V(rest),
        V(ringCentralEngage), V(slack), V(socket), V(sunshineConversations), V(twilio), V(twilio-sms), V(userlike), V(voiceGateway2), V(webchat2),
        V(webchat3), V(webhook), V(whatsapp), V(workplace) and V(zoomContactCenter). Servers of later versions may know more.
    type: str
  active:
    description:
      - Whether the endpoint takes messages.
    type: bool
  flow:
    description:
      - The flow that answers, by name, ID or reference ID. An empty text means none.
    type: str
  locale:
    description:
      - The locale that conversations begin in, by name, ID or reference ID.
      - A new endpoint without it gets the primary locale of the project.
    type: str
  nlu_connector:
    description:
      - The NLU connector that understands the messages, by name, ID or reference ID.
      - V(cognigy) stands for Cognigy.AI itself, without a connector.
    type: str
  entrypoint:
    description:
      - Whose flows answer. V(project), or the ID of the project, means the flows as they are now; else it is the name or ID of a snapshot of the
        project. Of a snapshot that is called project, give the ID.
      - A new endpoint without it gets the project.
      - To have several endpoints run a snapshot, all or none, see O(community.cognigy.cognigy_snapshot#module:endpoints).
    type: str
  override_snapshot_connections:
    description:
      - Whether the connections of the project are used instead of those in the snapshot that O(entrypoint) names.
    type: bool
  use_conversations:
    description:
      - Whether conversations are kept.
    type: bool
  use_contact_profiles:
    description:
      - Whether contact profiles are made and used.
    type: bool
  use_analytics:
    description:
      - Whether data for analytics is collected.
    type: bool
  mask_ip_address:
    description:
      - Whether IP addresses of users are masked.
    type: bool
  mask_analytics:
    description:
      - Whether data for analytics is masked.
    type: bool
  mask_logging:
    description:
      - Whether what users say is masked in logs.
    type: bool
  disable_input_sanitization:
    description:
      - Whether input goes to the flow without being cleaned from HTML.
    type: bool
  use_dashbot_analytics:
    description:
      - Whether data goes to Dashbot, see O(dashbot_apikey).
    type: bool
  dashbot_apikey:
    description:
      - API key of Dashbot. When an existing endpoint gets it, see O(update_secret).
    type: str
  dashbot_platform:
    description:
      - What Dashbot takes the channel for, V(universal) for instance.
    type: str
  translation_settings:
    description:
      - Translation of what users and the flow say. Only what you give is compared and changed.
    type: dict
    suboptions:
      translation_enabled:
        description: Whether to translate.
        type: bool
      flow_language:
        description: Language of the flow, such as V(en).
        type: str
      input_language:
        description: Language of the users.
        type: str
      no_translate_marker:
        description: Mark around what is not to be translated.
        type: str
      glossary_id:
        description: ID of a glossary at the translation service, for output.
        type: str
      glossary_id_input:
        description: ID of a glossary at the translation service, for input.
        type: str
      formality:
        description: How formal translations are, where the translation service has that.
        type: str
        choices: [default, more, less, prefer_more, prefer_less]
      pad_payloads:
        description: Whether payloads are padded with blanks for the translation.
        type: bool
      always_remove_no_translate_marker:
        description: Whether the marks are removed even when nothing is translated.
        type: bool
      set_input_language_on_execution_count:
        description: At which message of a conversation the language of the user is set.
        type: int
  settings:
    description:
      - What the channel has of settings, with the names of the API. They are taken over as they are; what there is depends on O(channel).
      - Only the keys that you give are compared, deeply. They are put into what the server holds, and the whole is sent, since some channels refuse
        incomplete settings. A new endpoint is created with the settings of the server first, and gets yours right after.
      - Keys that end in C(token), C(secret), C(password), C(apiKey) and the like are secrets, see O(update_secret). Give them along whenever you change
        settings.
    type: dict
  handover_settings:
    description:
      - How conversations are handed over to human agents, with the names of the API, for example C(provider) and C(providerSettings).
      - Compared and sent like O(settings).
    type: dict
  transformer:
    description:
      - Code that changes what goes in and out. Only what you give is compared and changed.
    type: dict
    suboptions:
      transformer:
        description: The code, in TypeScript.
        type: str
      abort_on_error:
        description: Whether an error in the code ends the handling of a message.
        type: bool
      input_transformer_enabled:
        description: Whether the code changes input.
        type: bool
      output_transformer_enabled:
        description: Whether the code changes each output.
        type: bool
      final_ping_transformer_enabled:
        description: Whether the code is run when the flow has ended.
        type: bool
      notify_transformer_enabled:
        description: Whether the code changes notifications.
        type: bool
      inject_transformer_enabled:
        description: Whether the code changes what is injected from outside.
        type: bool
  file_storage_settings:
    description:
      - Where files that users send are stored. Only what you give is compared and changed.
    type: dict
    suboptions:
      storage_provider:
        description: The service that stores them.
        type: str
        choices: [azure, none, aws, googleCloud]
      aws_connection:
        description: Connection to Amazon, by name, ID or reference ID.
        type: str
      azure_connection:
        description: Connection to Azure, by name, ID or reference ID.
        type: str
      google_cloud_connection:
        description: Connection to Google Cloud, by name, ID or reference ID.
        type: str
  org_data_privacy_settings:
    description:
      - The endpoint's share of the data privacy settings of the organisation. Only what you give is compared and changed.
      - When they are set for the first time, give all but O(org_data_privacy_settings.store_data_payload) and
        O(org_data_privacy_settings.mask_ip_address), since servers may refuse less.
    type: dict
    suboptions:
      enabled:
        description: Whether they hold.
        type: bool
      use_analytics:
        description: Whether data for analytics is collected.
        type: bool
      store_data_payload:
        description: Whether payloads are stored for analytics.
        type: bool
      use_contact_profiles:
        description: Whether contact profiles are made and used.
        type: bool
      use_conversations:
        description: Whether conversations are kept.
        type: bool
      mask_ip_address:
        description: Whether IP addresses of users are masked.
        type: bool
      mask_analytics:
        description: Whether data for analytics is masked.
        type: bool
      mask_logging:
        description: Whether what users say is masked in logs.
        type: bool
  foreign_id:
    description:
      - ID that the service behind the channel knows the endpoint by.
    type: str
  create_webrtc_client:
    description:
      - Whether the endpoint has a voice widget for web pages. Only with O(channel=voiceGateway2).
      - The project needs a speech provider first, see C(audio_preview_settings) of M(community.cognigy.cognigy_project_settings).
    type: bool
  webrtc_widget_config:
    description:
      - Looks of the voice widget, with the names of the API, for example C(active), C(label), C(theme), C(transcription) and C(demoPage).
      - Compared and sent like O(settings), when the server shows it. Otherwise it is sent when the endpoint is created and along with other changes.
    type: dict
  disable_skip_uri_tags:
    description:
      - Whether tags around addresses are kept in spoken output.
      - Servers may not show it. Then it is sent when the endpoint is created and along with other changes, or always with O(update_secret=always).
    type: bool
notes:
  - API keys of an endpoint are made with M(community.cognigy.cognigy_api) and the operation C(createEndpointApiKey), which returns the key once.
    Each call makes another one, and C(indexEndpointApiKeys) lists them.
  - After another O(entrypoint), servers were seen to answer users with errors for some seconds, and to go on with the old flows for up to a minute.
seealso:
  - module: community.cognigy.cognigy_flow
  - module: community.cognigy.cognigy_nlu_connector
  - module: community.cognigy.cognigy_handover_provider
"""

EXAMPLES = r"""
- name: Reach the flow Main by REST
  community.cognigy.cognigy_endpoint:
    organisation: Acme
    project: Support
    name: REST
    channel: rest
    flow: Main
    use_analytics: true
    transformer:
      transformer: "{{ lookup('ansible.builtin.file', 'transformer.ts') }}"
      input_transformer_enabled: true
  register: rest

- name: Where it is reached
  ansible.builtin.debug:
    msg: "https://endpoint.example.com/{{ rest.endpoint.url_token }}"

- name: A chat for the web site, with a title of its own
  community.cognigy.cognigy_endpoint:
    organisation: Acme
    project: Support
    name: Web site
    channel: webchat3
    flow: Main
    locale: German
    settings:
      layout:
        title: Acme hilft

- name: Messages of our own system, with a new password
  community.cognigy.cognigy_endpoint:
    organisation: Acme
    project: Support
    name: CRM
    channel: generic
    flow: Main
    settings:
      webhookUrl: https://crm.example.com/messages
      basicAuthUser: cognigy
      basicAuthPassword: "{{ vault_crm_password }}"
    update_secret: always

- name: A voice widget
  community.cognigy.cognigy_endpoint:
    organisation: Acme
    project: Support
    name: Call us
    channel: voiceGateway2
    flow: Main
    create_webrtc_client: true
    webrtc_widget_config:
      active: true
      theme: DARK_MODE

- name: Take no more messages by REST
  community.cognigy.cognigy_endpoint:
    organisation: Acme
    project: Support
    name: REST
    active: false

- name: Delete the chat
  community.cognigy.cognigy_endpoint:
    organisation: Acme
    project: Support
    name: Web site
    state: absent
"""

RETURN = r"""
endpoint:
  description:
    - The endpoint as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the endpoint.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    reference_id:
      description: ID that stays the same in snapshots and packages.
      returned: when it exists
      type: str
      sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
    name:
      description: Its name.
      type: str
      sample: REST
    channel:
      description: Its channel.
      type: str
      sample: rest
    url_token:
      description: The last part of the address that it is reached at, on the host for endpoints.
      returned: when it exists
      type: str
      sample: f3bbe14b303ea7aaa6a47022c141b0cd00c729aca8950e4acda604a001ff13ae
    active:
      description: Whether it takes messages.
      type: bool
      sample: true
    flow:
      description: Reference ID of its flow. Empty when it has none.
      type: str
      sample: 5e84ba16-8993-48f0-9a59-4eed42f6e7a6
    locale:
      description: Reference ID of its locale.
      type: str
      sample: 5ed75807-0fe7-4bfb-afdd-8edde396dc4c
    nlu_connector:
      description: Reference ID of its NLU connector, or V(cognigy).
      type: str
      sample: cognigy
    entrypoint:
      description: ID of the project or snapshot whose flows answer.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80956
    override_snapshot_connections:
      description: Whether the connections of the project are used instead of those in the snapshot.
      type: bool
      sample: false
    use_conversations:
      description: Whether conversations are kept.
      type: bool
      sample: true
    use_contact_profiles:
      description: Whether contact profiles are made and used.
      type: bool
      sample: true
    use_analytics:
      description: Whether data for analytics is collected.
      type: bool
      sample: true
    mask_ip_address:
      description: Whether IP addresses of users are masked.
      type: bool
      sample: false
    mask_analytics:
      description: Whether data for analytics is masked.
      type: bool
      sample: false
    mask_logging:
      description: Whether what users say is masked in logs.
      type: bool
      sample: false
    disable_input_sanitization:
      description: Whether input goes to the flow without being cleaned from HTML.
      type: bool
      sample: false
    use_dashbot_analytics:
      description: Whether data goes to Dashbot.
      type: bool
      sample: false
    dashbot_platform:
      description: What Dashbot takes the channel for.
      type: str
      sample: universal
    translation_settings:
      description: Translation of what users and the flow say.
      type: dict
      contains:
        translation_enabled:
          description: Whether to translate.
          type: bool
          sample: false
        flow_language:
          description: Language of the flow.
          type: str
          sample: en
        input_language:
          description: Language of the users.
          type: str
          sample: de
        no_translate_marker:
          description: Mark around what is not to be translated.
          type: str
          sample: "#"
        glossary_id:
          description: ID of a glossary for output.
          returned: when the server shows it
          type: str
          sample: 64f1
        glossary_id_input:
          description: ID of a glossary for input.
          returned: when the server shows it
          type: str
          sample: 64f1
        formality:
          description: How formal translations are.
          returned: when the server shows it
          type: str
          sample: default
        pad_payloads:
          description: Whether payloads are padded with blanks for the translation.
          type: bool
          sample: false
        always_remove_no_translate_marker:
          description: Whether the marks are removed even when nothing is translated.
          type: bool
          sample: false
        set_input_language_on_execution_count:
          description: At which message the language of the user is set.
          type: int
          sample: 0
    settings:
      description: Settings of the channel, with the names of the API. Secrets in them are masked.
      type: dict
      sample: {layout: {title: Acme hilft}}
    handover_settings:
      description: How conversations are handed over to human agents, with the names of the API. Secrets in them are masked.
      type: dict
      sample: {provider: none}
    transformer:
      description: Code that changes what goes in and out.
      type: dict
      contains:
        transformer:
          description: The code.
          type: str
          sample: ""
        transpiled_transformer:
          description: What the server made of the code.
          returned: when the server shows it
          type: str
          sample: ""
        abort_on_error:
          description: Whether an error in the code ends the handling of a message.
          type: bool
          sample: false
        input_transformer_enabled:
          description: Whether the code changes input.
          type: bool
          sample: false
        output_transformer_enabled:
          description: Whether the code changes each output.
          type: bool
          sample: false
        final_ping_transformer_enabled:
          description: Whether the code is run when the flow has ended.
          type: bool
          sample: false
        notify_transformer_enabled:
          description: Whether the code changes notifications.
          type: bool
          sample: false
        inject_transformer_enabled:
          description: Whether the code changes what is injected.
          type: bool
          sample: false
    transformer_settings:
      description: What the server says about the transformer.
      returned: when the server shows it
      type: dict
      sample: {}
    file_storage_settings:
      description: Where files that users send are stored.
      type: dict
      contains:
        storage_provider:
          description: The service that stores them.
          type: str
          sample: none
        aws_connection:
          description: Reference ID of the connection to Amazon.
          returned: when the server shows it
          type: str
          sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
        azure_connection:
          description: Reference ID of the connection to Azure.
          returned: when the server shows it
          type: str
          sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
        google_cloud_connection:
          description: Reference ID of the connection to Google Cloud.
          returned: when the server shows it
          type: str
          sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
    org_data_privacy_settings:
      description: The endpoint's share of the data privacy settings of the organisation, with the keys of O(org_data_privacy_settings).
      returned: when the server shows it
      type: dict
      sample: {enabled: false}
    foreign_id:
      description: ID that the service behind the channel knows it by.
      type: str
      sample: ""
    create_webrtc_client:
      description: Whether it has a voice widget.
      type: bool
      sample: false
    webrtc_client:
      description: What the server says about the voice widget.
      returned: when the server shows it
      type: raw
      sample: true
    webrtc_widget_config:
      description: Looks of the voice widget, with the names of the API.
      returned: when the server shows it
      type: dict
      sample: {active: true, theme: DARK_MODE}
    disable_skip_uri_tags:
      description: Whether tags around addresses are kept in spoken output.
      returned: when the server shows it
      type: bool
      sample: false
    created_at:
      description: When it was created, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed:
      description: When it was last changed, in Unix seconds.
      type: int
      sample: 1735693200
    last_changed_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.content import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_endpoint"])
