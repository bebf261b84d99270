"""Specs of the kinds of 0.14, one line a field; `spec_lines.py` has the grammar."""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping

from smarter.local.contract.fields import Field, Invalid
from smarter.local.contract.name_rewrites import slug
from smarter.local.contract.spec_lines import Fields, read_lines


def _annotation(value: Any) -> Any:
    if not isinstance(value, dict) or len(value) != 1:
        raise Invalid("an annotation must be a mapping with one key")
    for key, one in value.items():
        if not re.fullmatch(r"[a-zA-Z0-9._/-]+", key):
            raise Invalid(
                "an annotation's key must be made of letters, digits, dots, slashes, hyphens and underscores"
            )
        if isinstance(one, str) and len(one) > 2048:
            raise Invalid("an annotation's text must not be longer than 2048 characters")
    return value


def _name(value: str) -> str:
    name = slug(value.strip())
    if not name:
        raise Invalid("metadata.name has no letter or digit")
    return name


MUST = Field(required=True, nullable=False)

METADATA: Dict[str, Field] = {
    "name": Field(required=True, nullable=False, longest=50, steps=(_name,)),
    "description": Field(required=True, steps=(str.strip,)),
    "version": Field(required=True, pattern=r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"),
    "tags": Field("list", default=[], items=Field()),
    "annotations": Field("list", default=[], items=Field("any", steps=(_annotation,))),
}
PLUGIN_METADATA = {
    **METADATA,
    "pluginClass": Field(required=True, nullable=False, choices=("static", "api", "sql")),
}
ACCOUNT_METADATA = {**METADATA, "accountNumber": Field()}
USER_METADATA = {**METADATA, "username": MUST}

_PLUGIN = """
    selector!: object
    selector.directive!: search_terms|always|llm
    selector.searchTerms?: strings
    prompt!: object
    prompt.provider: |openai =openai
    prompt.systemRole!: string length..8192
    prompt.model: string =gpt-4o-mini
    prompt.temperature: number 0..1 =0.5
    prompt.maxTokens: int >0 =2048
"""
# The query of a plugin: the parameters that a model fills, and values to test them.
_QUERY = """
    {0}.parameters?: objects
    {0}.parameters[].name!: string
    {0}.parameters[].type!: string|number|integer|boolean|object|array|null
    {0}.parameters[].description?: string
    {0}.parameters[].required: bool =false
    {0}.parameters[].enum?: strings
    {0}.parameters[].default?: any @text
    {0}.testValues?: objects
    {0}.testValues[].name!: string
    {0}.testValues[].value!?: any @text
"""

_LINES: Mapping[str, str] = {
    "Account": """
        config!: object
        config.companyName!: string
        config.{phoneNumber,address1,address2,city,state,postalCode}?: string
        config.country: string =US
        config.language: string =en-US
        config.timezone: string =America/New_York
        config.currency: string =USD
    """,
    "User": """
        config!: object
        config.{firstName,lastName}?: string
        config.email!: string
        config.isStaff?: bool =false
        config.isActive!: bool
    """,
    "SmarterAuthToken": """
        config!: object
        config.isActive: bool =false
        config.username!: string
    """,
    "Secret": """
        config!: object
        config.value!: string
        config.expiration_date?: date
    """,
    "ApiConnection": """
        connection!: object
        connection.baseUrl!: string @url
        connection.apiKey?: string @reference
        connection.authMethod: none|basic|token|oauth =none
        connection.timeout: int 1.. =30
        connection.proxyProtocol?: http|https
        connection.proxyHost?: string
        connection.proxyPort?: int
        connection.proxyUsername?: string
        connection.proxyPassword?: string @reference
    """,
    "SqlConnection": """
        connection!: object
        connection.dbEngine!: django.db.backends.postgresql|django.db.backends.mysql|django.db.backends.oracle
            |django.db.backends.sqlite3|django.db.backends.mssql|django.db.backends.sybase
        connection.hostname!: string
        connection.port?: int
        connection.database!: string
        connection.username?: string
        connection.password?: string @reference
        connection.timeout: int =30
        connection.useSsl: bool =false
        connection.{sslCert,sslKey,sslCa,proxyHost}?: string
        connection.proxyPort?: int
        connection.proxyUsername?: string
        connection.proxyPassword?: string @reference
        connection.sshKnownHosts?: string
        connection.poolSize: int =5
        connection.maxOverflow: int =10
        connection.authenticationMethod: none|tcpip|tcpip_ssh|ldap_user_pwd =none
    """,
    "Plugin": f"""{_PLUGIN}
        data!: object
        data.staticData?: mapping
    """,
    "SqlPlugin": f"""{_PLUGIN}
        connection!: string @reference
        sqlData!: object
        sqlData.sqlQuery!: string
        {_QUERY.format("sqlData")}
        sqlData.limit?: int >0 =100
    """,
    "ApiPlugin": f"""{_PLUGIN}
        connection!: string @reference
        apiData!: object
        apiData.endpoint!: string length..255 @slashes
        apiData.method: string length..10 =GET @upper
        apiData.urlParams?: objects
        apiData.urlParams[].key!: string
        apiData.urlParams[].value!?: scalar @text
        apiData.headers?: objects
        apiData.headers[].name!: string
        apiData.headers[].value!?: scalar @text
        apiData.body?: any
        {_QUERY.format("apiData")}
        apiData.limit?: int >1 =100
    """,
    "LLMClient": """
        config!: object
        config.subdomain?: string
        config.customDomain?: object
        config.customDomain.{aws_hosted_zone_id,domain_name}!: string
        config.deployed: bool =false
        config.{provider,defaultModel,defaultSystemRole}?: string
        config.defaultTemperature?: number 0..1
        config.defaultMaxTokens?: int >0
        config.{appName,appAssistant,appWelcomeMessage}?: string
        config.appExamplePrompts?: strings
        config.{appPlaceholder,appInfoUrl,appBackgroundImageUrl,appLogoUrl}?: string
        config.appFileAttachment?: bool =false
        plugins?: references
        functions?: strings
        apiKey?: string @reference
    """,
    "Provider": """
        provider!: object
        provider.name!: string ~snake
        provider.{description,base_url,api_key,connectivity_test_path,logo,website_url}?: string
        provider.{contact_email,support_email,terms_of_service_url,docs_url,privacy_policy_url}?: string
    """,
    "Vectorstore": """
        connection!?: string @reference
        backend!: string
        isActive: bool =true
        {vectorstore,embeddings,indexModel}!: mapping
    """,
    "Prompt": """
        config?: mapping
    """,
}
SPECS: Dict[str, Fields] = {kind: read_lines(block) for kind, block in _LINES.items()}
