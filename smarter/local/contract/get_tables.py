"""Tables of `get` as data: columns, their sources, and the rows of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

from smarter.local.contract.name_rewrites import camel

# A column: its title, the type that the title names, and where the value is: a path in the manifest, or a
# word that `listing.py` knows (`id`, `created`, ...), or a constant after `=`.
Column = Tuple[str, str, str]


@dataclass(frozen=True)
class Table:
    """Table of one kind.

    `rows`: "all", "named" (only the requested one), "body" (the posted manifest, once for each existing resource).
    `fails` is the errorClass of a list with rows, `named_fails` the answer to a request by name, `body_fails` by a
    manifest. `wrapped` is the form of `kwargs`, `label` the response's `name`: none, null, the requested name, or the
    account's number.
    """

    columns: Tuple[Column, ...] = ()
    rows: str = "all"
    order: str = "id"
    label: Optional[str] = None
    wrapped: bool = True
    fails: Optional[str] = None
    named_fails: Optional[Tuple[int, str]] = None
    body_fails: Optional[Tuple[int, str]] = None


def _columns(words: str, section: Optional[str] = "spec.connection") -> Tuple[Column, ...]:
    """Return columns from `title:type` words: `use_ssl` shows `useSsl` of `section`.

    Without a section all are null.
    """
    pairs = (word.split(":") for word in words.split())
    return tuple((title, kind, f"{section}.{camel(title)}" if section else "=null") for title, kind in pairs)


_NAME: Column = ("name", "CharField", "metadata.name")
_DESCRIPTION: Column = ("description", "CharField", "metadata.description")
_CREATED: Column = ("created_at", "DateTimeField", "created")
_UPDATED: Column = ("updated_at", "DateTimeField", "modified")

TABLES: Dict[str, Table] = {
    "Account": Table(
        (
            ("account_number", "CharField", "metadata.accountNumber"),
            ("company_name", "CharField", "spec.config.companyName"),
            _CREATED,
            _UPDATED,
        ),
        rows="named",
        label="account",
        body_fails=(503, "SAMBrokerErrorNotReady"),
    ),
    "User": Table(
        (
            ("id", "IntegerField", "id"),
            ("username", "CharField", "metadata.name"),
            ("first_name", "CharField", "spec.config.firstName or empty"),
            ("last_name", "CharField", "spec.config.lastName or empty"),
            ("email", "EmailField", "spec.config.email"),
            ("is_staff", "BooleanField", "spec.config.isStaff"),
            ("is_superuser", "BooleanField", "extra.isSuperuser"),
        ),
        wrapped=False,
    ),
    "SmarterAuthToken": Table(
        (
            ("key_id", "UUIDField", "extra.keyId"),
            _NAME,
            _DESCRIPTION,
            ("is_active", "BooleanField", "spec.config.isActive"),
            ("last_used_at", "DateTimeField", "extra.lastUsedAt"),
            _CREATED,
            _UPDATED,
        ),
    ),
    "Secret": Table(
        (
            ("id", "BigIntegerField", "id"),
            _CREATED,
            _UPDATED,
            _NAME,
            _DESCRIPTION,
            ("version", "CharField", "metadata.version"),
            ("annotations", "JSONField", "metadata.annotations"),
            ("last_accessed", "DateTimeField", "=null"),
            ("expires_at", "DateTimeField", "spec.config.expiration_date"),
            ("encrypted_value", "ModelField", "=null"),
            ("user_profile", "PrimaryKeyRelatedField", "=null"),
        ),
        rows="body",
        wrapped=False,
        named_fails=(500, "SAMSecretBrokerError"),
    ),
    "SqlConnection": Table(
        (
            _NAME,
            _DESCRIPTION,
            *_columns(
                "authentication_method:ChoiceField timeout:IntegerField use_ssl:BooleanField ssl_cert:CharField "
                "ssl_key:CharField ssl_ca:CharField hostname:CharField port:IntegerField database:CharField "
                "username:CharField",
            ),
            ("password", "PrimaryKeyRelatedField", "number of spec.connection.password"),
            *_columns("pool_size:IntegerField max_overflow:IntegerField"),
            ("proxy_protocol", "ChoiceField", "=http"),
            *_columns("proxy_host:CharField proxy_port:IntegerField proxy_username:CharField"),
            ("proxy_password", "PrimaryKeyRelatedField", "number of spec.connection.proxyPassword"),
            ("ssh_known_hosts", "CharField", "spec.connection.sshKnownHosts"),
        ),
        rows="named",
        label="name",
    ),
    "ApiConnection": Table(
        (
            ("user_profile", "SlugRelatedField", "=empty"),
            _NAME,
            _DESCRIPTION,
            *_columns(
                "base_url:URLField api_key:SlugRelatedField auth_method:ChoiceField timeout:IntegerField "
                "proxy_protocol:ChoiceField proxy_host:CharField proxy_port:IntegerField proxy_username:CharField "
                "proxy_password:SlugRelatedField",
            ),
        ),
        label="null",
    ),
    "LLMClient": Table(
        (
            _NAME,
            ("url", "ReadOnlyField", "url"),
            ("dns_verification_status", "ChoiceField", "=Not Verified"),
            ("deployed", "BooleanField", "spec.config.deployed"),
            _CREATED,
            _UPDATED,
        ),
        order="name",
        label="null",
    ),
    "Plugin": Table(
        (_NAME, _DESCRIPTION, ("version", "CharField", "metadata.version")), fails="SAMPluginBrokerError"
    ),
    "Provider": Table((_NAME, _DESCRIPTION), fails="SAMProviderBrokerError"),
    "Vectorstore": Table(
        _columns(
            "id:IntegerField hashed_id:CharField created_at:DateTimeField updated_at:DateTimeField "
            "name:CharField description:CharField version:CharField tags:TagListSerializerField "
            "annotations:JSONField user_profile:UserProfileSerializer owner:UserMiniSerializer "
            "account:AccountMiniSerializer password:SecretSerializer provider:ProviderSerializer "
            "provider_model:ProviderModelSerializer backend:ChoiceField is_active:BooleanField "
            "status:ChoiceField connection:PrimaryKeyRelatedField",
            section=None,
        ),
        wrapped=False,
    ),
    "Prompt": Table(
        (
            ("id", "BigIntegerField", "id"),
            ("session_key", "CharField", "=null"),
            ("ip_address", "IPAddressField", "=null"),
            ("url", "URLField", "=null"),
            _CREATED,
        ),
    ),
}
GENERIC = Table((_NAME, _DESCRIPTION, ("version", "CharField", "metadata.version"), _CREATED, _UPDATED))
