"""Specs of the kinds as data: fields, types, limits and defaults."""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping

from smarter.local.contract.fields import Field, Invalid
from smarter.local.contract.name_rewrites import reference, slug

Fields = Mapping[str, Field]


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


def _url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise Invalid("a URL must begin with http:// or https://")
    return value


def _slashes(value: str) -> str:
    return "/" + value.strip("/") + "/" if value.strip("/") else "/"


def _name(value: str) -> str:
    name = slug(value.strip())
    if not name:
        raise Invalid("metadata.name has no letter or digit")
    return name


def _nested(fields: Fields, required: bool = True) -> Field:
    return Field("fields", required=required, nullable=not required, fields=fields)


def _rows(fields: Fields) -> Field:
    return Field("list", items=Field("fields", fields=fields))


STRING = Field()
FLAG = Field("boolean", nullable=False, default=False)
NUMBER = Field("integer")
STRINGS = Field("list", items=STRING)
REFERENCE = Field(steps=(reference,))
MUST = Field(required=True, nullable=False)

METADATA: Dict[str, Field] = {
    "name": Field(required=True, nullable=False, longest=50, steps=(_name,)),
    "description": Field(required=True, steps=(str.strip,)),
    "version": Field(required=True, pattern=r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"),
    "tags": Field("list", default=[], items=STRING),
    "annotations": Field("list", default=[], items=Field("any", steps=(_annotation,))),
}
PLUGIN_METADATA = {
    **METADATA,
    "pluginClass": Field(required=True, nullable=False, choices=("static", "api", "sql")),
}
ACCOUNT_METADATA = {**METADATA, "accountNumber": STRING}
USER_METADATA = {**METADATA, "username": MUST}

_SELECTOR: Fields = {
    "directive": Field(required=True, nullable=False, choices=("search_terms", "always", "llm")),
    "searchTerms": STRINGS,
}
_PLUGIN_PROMPT: Fields = {
    "provider": Field(nullable=False, default="openai", choices=("openai",)),
    "systemRole": Field(required=True, nullable=False, longest=8192),
    "model": Field(nullable=False, default="gpt-4o-mini"),
    "temperature": Field("number", nullable=False, default=0.5, low=0, high=1),
    "maxTokens": Field("integer", nullable=False, default=2048, above=0),
}
_PARAMETERS = _rows(
    {
        "name": MUST,
        "type": Field(
            required=True,
            nullable=False,
            choices=("string", "number", "integer", "boolean", "object", "array", "null"),
        ),
        "description": STRING,
        "required": FLAG,
        "enum": STRINGS,
        "default": Field("any", steps=(str,)),
    }
)
_TEST_VALUES = _rows({"name": MUST, "value": Field("any", required=True, steps=(str,))})
_PLUGIN = {"selector": _nested(_SELECTOR), "prompt": _nested(_PLUGIN_PROMPT)}

_ADDRESS: Fields = {
    "companyName": MUST,
    **dict.fromkeys(("phoneNumber", "address1", "address2", "city", "state", "postalCode"), STRING),
    "country": Field(nullable=False, default="US"),
    "language": Field(nullable=False, default="en-US"),
    "timezone": Field(nullable=False, default="America/New_York"),
    "currency": Field(nullable=False, default="USD"),
}
_CUSTOM_DOMAIN: Fields = {"aws_hosted_zone_id": MUST, "domain_name": MUST}
_LLM_CLIENT: Fields = {
    "subdomain": STRING,
    "customDomain": _nested(_CUSTOM_DOMAIN, required=False),
    "deployed": FLAG,
    "provider": STRING,
    "defaultModel": STRING,
    "defaultSystemRole": STRING,
    "defaultTemperature": Field("number", low=0, high=1),
    "defaultMaxTokens": Field("integer", above=0),
    "appName": STRING,
    "appAssistant": STRING,
    "appWelcomeMessage": STRING,
    "appExamplePrompts": STRINGS,
    "appPlaceholder": STRING,
    "appInfoUrl": STRING,
    "appBackgroundImageUrl": STRING,
    "appLogoUrl": STRING,
    "appFileAttachment": Field("boolean", default=False),
}

SPECS: Dict[str, Fields] = {
    "Account": {"config": _nested(_ADDRESS)},
    "User": {
        "config": _nested(
            {
                "firstName": STRING,
                "lastName": STRING,
                "email": MUST,
                "isStaff": Field("boolean", default=False),
                "isActive": Field("boolean", required=True, nullable=False),
            }
        )
    },
    "SmarterAuthToken": {"config": _nested({"isActive": FLAG, "username": MUST})},
    "Secret": {"config": _nested({"value": MUST, "expiration_date": Field("date")})},
    "ApiConnection": {
        "connection": _nested(
            {
                "baseUrl": Field(required=True, nullable=False, steps=(_url,)),
                "apiKey": REFERENCE,
                "authMethod": Field(
                    nullable=False, default="none", choices=("none", "basic", "token", "oauth")
                ),
                "timeout": Field("integer", nullable=False, default=30, low=1),
                "proxyProtocol": Field(choices=("http", "https")),
                "proxyHost": STRING,
                "proxyPort": NUMBER,
                "proxyUsername": STRING,
                "proxyPassword": REFERENCE,
            }
        )
    },
    "SqlConnection": {
        "connection": _nested(
            {
                "dbEngine": Field(
                    required=True,
                    nullable=False,
                    choices=tuple(
                        f"django.db.backends.{name}"
                        for name in ("postgresql", "mysql", "oracle", "sqlite3", "mssql", "sybase")
                    ),
                ),
                "hostname": MUST,
                "port": NUMBER,
                "database": MUST,
                "username": STRING,
                "password": REFERENCE,
                "timeout": Field("integer", nullable=False, default=30),
                "useSsl": FLAG,
                "sslCert": STRING,
                "sslKey": STRING,
                "sslCa": STRING,
                "proxyHost": STRING,
                "proxyPort": NUMBER,
                "proxyUsername": STRING,
                "proxyPassword": REFERENCE,
                "sshKnownHosts": STRING,
                "poolSize": Field("integer", nullable=False, default=5),
                "maxOverflow": Field("integer", nullable=False, default=10),
                "authenticationMethod": Field(
                    nullable=False, default="none", choices=("none", "tcpip", "tcpip_ssh", "ldap_user_pwd")
                ),
            }
        )
    },
    "Plugin": {**_PLUGIN, "data": _nested({"staticData": Field("mapping")})},
    "SqlPlugin": {
        **_PLUGIN,
        "connection": Field(required=True, nullable=False, steps=(reference,)),
        "sqlData": _nested(
            {
                "sqlQuery": MUST,
                "parameters": _PARAMETERS,
                "testValues": _TEST_VALUES,
                "limit": Field("integer", default=100, above=0),
            }
        ),
    },
    "ApiPlugin": {
        **_PLUGIN,
        "connection": Field(required=True, nullable=False, steps=(reference,)),
        "apiData": _nested(
            {
                "endpoint": Field(required=True, nullable=False, longest=255, steps=(_slashes,)),
                "method": Field(nullable=False, default="GET", longest=10, steps=(str.upper,)),
                "urlParams": _rows({"key": MUST, "value": Field("scalar", required=True, steps=(str,))}),
                "headers": _rows({"name": MUST, "value": Field("scalar", required=True, steps=(str,))}),
                "body": Field("any"),
                "parameters": _PARAMETERS,
                "testValues": _TEST_VALUES,
                "limit": Field("integer", default=100, above=1),
            }
        ),
    },
    "LLMClient": {
        "config": _nested(_LLM_CLIENT),
        "plugins": Field("list", items=REFERENCE),
        "functions": STRINGS,
        "apiKey": REFERENCE,
    },
    "Provider": {
        "provider": _nested(
            {
                "name": Field(required=True, nullable=False, pattern=r"[a-z0-9]+(_[a-z0-9]+)*"),
                **dict.fromkeys(
                    (
                        "description",
                        "base_url",
                        "api_key",
                        "connectivity_test_path",
                        "logo",
                        "website_url",
                        "contact_email",
                        "support_email",
                        "terms_of_service_url",
                        "docs_url",
                        "privacy_policy_url",
                    ),
                    STRING,
                ),
            }
        )
    },
    "Vectorstore": {
        "connection": Field(required=True, steps=(reference,)),
        "backend": MUST,
        "isActive": Field("boolean", nullable=False, default=True),
        "vectorstore": Field("mapping", required=True, nullable=False),
        "embeddings": Field("mapping", required=True, nullable=False),
        "indexModel": Field("mapping", required=True, nullable=False),
    },
    "Prompt": {"config": Field("mapping")},
}
