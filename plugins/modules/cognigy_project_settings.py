#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_project_settings
short_description: Manage the settings of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Changes the settings of a project. Every project has them from the start, with defaults of the server, so there is nothing to create or delete.
  - Only the options that you give are compared and changed, within nested ones too.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content.project
options:
  timezone:
    description:
      - Time zone of the project, such as V(Europe/Berlin).
    type: str
  positive_confirmation_words:
    description:
      - Words that count as a yes, as a whole. The order does not count.
    type: list
    elements: str
  negative_confirmation_words:
    description:
      - Words that count as a no, as a whole. The order does not count.
    type: list
    elements: str
  intent_threshold:
    description:
      - From which score on an intent is understood.
    type: dict
    suboptions:
      lower:
        description: Below this score nothing is understood, from 0 to 1.
        type: float
      upper:
        description: From this score on the intent is understood; between the two the user is asked.
        type: float
  system_slots:
    description:
      - What is found in what users say without a lexicon.
    type: dict
    suboptions:
      use_date_slots:
        description: Whether dates are found in what users say.
        type: bool
      use_number_slots:
        description: Whether numbers are found in what users say.
        type: bool
      use_duration_slots:
        description: Whether durations are found in what users say.
        type: bool
      use_temperature_slots:
        description: Whether temperatures are found in what users say.
        type: bool
      use_age_slots:
        description: Whether ages are found in what users say.
        type: bool
      use_percentage_slots:
        description: Whether percentages are found in what users say.
        type: bool
      use_email_slots:
        description: Whether e-mail addresses are found in what users say.
        type: bool
      use_money_slots:
        description: Whether amounts of money are found in what users say.
        type: bool
      use_distance_slots:
        description: Whether distances are found in what users say.
        type: bool
      use_url_slots:
        description: Whether addresses of web pages are found in what users say.
        type: bool
  learn_new_example_sentences:
    description:
      - Whether what users say becomes a proposal for new example sentences.
    type: bool
  learn_new_example_sentences_threshold:
    description:
      - From which score on.
    type: float
  yes_no_logic:
    description:
      - How a yes and a no are understood.
    type: str
    choices: [yesNoIntents, yesNoIntentsWithRules, confirmationWords]
  yes_no_intent_threshold:
    description:
      - From which score on a yes or a no is understood.
    type: float
  use_case_sensitive_intent_mapping:
    description:
      - Whether capital letters count in what users say.
    type: bool
  collect_analytics:
    description:
      - Whether data for analytics are kept.
    type: bool
  track_data_only_inputs:
    description:
      - Whether inputs without a text count in analytics too.
    type: bool
  currency_settings:
    description:
      - Currency of the project.
    type: dict
    suboptions:
      currency:
        description: Its code, such as V(EUR).
        type: str
  translation_settings:
    description:
      - Which service translates what users say and what they get.
    type: dict
    suboptions:
      provider:
        description: The service.
        type: str
        choices: [none, microsoft, google, deepl]
      connections:
        description: How to reach the services.
        type: dict
        suboptions:
          microsoft:
            description: How to reach Microsoft Translator.
            type: dict
            suboptions:
              connection:
                description: Name, ID or reference ID of the connection with the credentials. An empty text takes it away.
                type: str
              retries:
                description: How often a request is repeated.
                type: int
              timeout:
                description: How long to wait for an answer, in milliseconds.
                type: int
              cache_expiry:
                description: How long a translation is kept, in the unit of the server.
                type: int
              custom_base_url:
                description: Another address of the service.
                type: str
          google:
            description: How to reach Google Translate.
            type: dict
            suboptions:
              connection:
                description: Name, ID or reference ID of the connection with the credentials. An empty text takes it away.
                type: str
              retries:
                description: How often a request is repeated.
                type: int
              timeout:
                description: How long to wait for an answer, in milliseconds.
                type: int
              cache_expiry:
                description: How long a translation is kept, in the unit of the server.
                type: int
              custom_base_url:
                description: Another address of the service.
                type: str
          deepl:
            description: How to reach DeepL.
            type: dict
            suboptions:
              connection:
                description: Name, ID or reference ID of the connection with the credentials. An empty text takes it away.
                type: str
              retries:
                description: How often a request is repeated.
                type: int
              timeout:
                description: How long to wait for an answer, in milliseconds.
                type: int
              cache_expiry:
                description: How long a translation is kept, in the unit of the server.
                type: int
              custom_base_url:
                description: Another address of the service.
                type: str
  audio_preview_settings:
    description:
      - Which service speaks texts in the user interface.
    type: dict
    suboptions:
      provider:
        description: The service.
        type: str
        choices: [microsoft, google, aws]
      connections:
        description: How to reach the services.
        type: dict
        suboptions:
          microsoft:
            description: How to reach the service of Microsoft.
            type: dict
            suboptions:
              connection:
                description: Name, ID or reference ID of the connection with the credentials. An empty text takes it away.
                type: str
          google:
            description: How to reach the service of Google.
            type: dict
            suboptions:
              connection:
                description: Name, ID or reference ID of the connection with the credentials. An empty text takes it away.
                type: str
          aws:
            description: How to reach the service of Amazon.
            type: dict
            suboptions:
              connection:
                description: Name, ID or reference ID of the connection with the credentials. An empty text takes it away.
                type: str
  generative_ai_settings:
    description:
      - Which language model does what. A model has to be there before it is named here.
    type: dict
    suboptions:
      enabled:
        description: Whether language models are used at all.
        type: bool
      use_cases_settings:
        description: The model for each use. The others stay as they are.
        type: dict
        suboptions:
          nlu:
            description: The model for understanding what users say.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          knowledge_search:
            description: The model for searching in knowledge stores, which takes a model for embeddings.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          gpt_prompt_node:
            description: The model for LLM prompt nodes.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          gpt_conversation:
            description: The model for GPT conversation nodes.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          ai_enhanced_outputs:
            description: The model for outputs that are reworded.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          sentiment_analysis:
            description: The model for telling the mood of users.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          intent_sentence_generation:
            description: The model for making example sentences.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          flow_generation:
            description: The model for making flows.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          generate_node_output:
            description: The model for writing the outputs of nodes.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          lexicon_generation:
            description: The model for making lexicons.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
          answer_extraction:
            description: The model for taking answers out of what was found.
            type: dict
            suboptions:
              llm:
                description: Name, ID or reference ID of the model, of the project or of the organisation. An empty text takes it away.
                type: str
              temperature:
                description: How freely it answers.
                type: float
  knowledge_ai_settings:
    description:
      - How files become knowledge.
    type: dict
    suboptions:
      file_extractor:
        description: What reads the files.
        type: str
        choices: [azure, default, legacy]
      azure_di_connection:
        description: Name, ID or reference ID of the connection for Azure AI Document Intelligence. An empty text takes it away.
        type: str
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
  async:
    support: full
seealso:
  - module: community.cognigy.cognigy_llm
  - module: community.cognigy.cognigy_connection
"""

EXAMPLES = r"""
- name: Language, time and the models of a project
  community.cognigy.cognigy_project_settings:
    organisation: Acme
    project: Support
    timezone: Europe/Berlin
    currency_settings:
      currency: EUR
    generative_ai_settings:
      enabled: true
      use_cases_settings:
        gpt_prompt_node:
          llm: GPT
          temperature: 0.2
        knowledge_search:
          llm: Embeddings

- name: Let DeepL translate
  community.cognigy.cognigy_project_settings:
    organisation: Acme
    project: Support
    translation_settings:
      provider: deepl
      connections:
        deepl:
          connection: DeepL

- name: Take the model for searches away again
  community.cognigy.cognigy_project_settings:
    organisation: Acme
    project: Support
    generative_ai_settings:
      use_cases_settings:
        knowledge_search:
          llm: ""
"""

RETURN = r"""
project_settings:
  description:
    - The settings as the server holds them after the task, all of them. In check mode, as they would be.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the settings.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    timezone:
      description: Time zone of the project.
      type: str
      sample: Europe/Berlin
    positive_confirmation_words:
      description: Words that count as a yes, sorted.
      type: list
      elements: str
      sample: ["yes"]
    negative_confirmation_words:
      description: Words that count as a no, sorted.
      type: list
      elements: str
      sample: ["no"]
    intent_threshold:
      description: From which score on an intent is understood.
      type: dict
      sample: {lower: 0.4, upper: 0.6}
    system_slots:
      description: What is found in what users say without a lexicon, see O(system_slots).
      type: dict
      sample: {use_date_slots: true}
    learn_new_example_sentences:
      description: Whether what users say becomes a proposal for new example sentences.
      type: bool
      sample: true
    learn_new_example_sentences_threshold:
      description: From which score on.
      type: float
      sample: 0
    yes_no_logic:
      description: How a yes and a no are understood.
      type: str
      sample: yesNoIntents
    yes_no_intent_threshold:
      description: From which score on a yes or a no is understood.
      type: float
      sample: 0
    use_case_sensitive_intent_mapping:
      description: Whether capital letters count in what users say.
      type: bool
      sample: false
    collect_analytics:
      description: Whether data for analytics are kept.
      type: bool
      sample: true
    track_data_only_inputs:
      description: Whether inputs without a text count in analytics too.
      type: bool
      sample: false
    currency_settings:
      description: Currency of the project.
      type: dict
      sample: {currency: EUR}
    translation_settings:
      description: Which service translates, see O(translation_settings). Under C(connection) are reference IDs.
      type: dict
      sample: {provider: none}
    audio_preview_settings:
      description: Which service speaks texts, see O(audio_preview_settings). Under C(connection) are reference IDs.
      type: dict
      sample: {provider: microsoft}
    generative_ai_settings:
      description: Which language model does what, see O(generative_ai_settings). Under C(llm) are IDs.
      type: dict
      sample: {enabled: true}
    knowledge_ai_settings:
      description: How files become knowledge, see O(knowledge_ai_settings).
      type: dict
      sample: {file_extractor: default}
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
    main(MODULES["cognigy_project_settings"])
