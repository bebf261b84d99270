# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: llm_clients."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field
from typing_extensions import Literal

from smarter.client.base_model import BaseModel

__all__ = [
    "Account",
    "AccountUser",
    "AccountUserProfile",
    "ChatAudioPart",
    "ChatChoice",
    "ChatCompletion",
    "ChatConfig",
    "ChatConfigResponse",
    "ChatErrorBody",
    "ChatExtensionList",
    "ChatFilePart",
    "ChatFileRef",
    "ChatFunctionCall",
    "ChatHistory",
    "ChatImagePart",
    "ChatImageUrl",
    "ChatInputAudio",
    "ChatJournalMetadata",
    "ChatLLMClient",
    "ChatLLMClientExtension",
    "ChatLLMClientPlugin",
    "ChatLLMClientRequest",
    "ChatListMetaData",
    "ChatMessage",
    "ChatMetaData",
    "ChatPluginList",
    "ChatPluginMeta",
    "ChatPluginSelection",
    "ChatPromptPluginUsage",
    "ChatPromptRequest",
    "ChatPromptResponse",
    "ChatPromptResult",
    "ChatPromptToolCall",
    "ChatRefusalPart",
    "ChatStyleSection",
    "ChatStyles",
    "ChatTextPart",
    "ChatTokenDetails",
    "ChatToolCall",
    "ChatUsage",
    "LLMClient",
    "LLMClientCustomDomain",
    "LLMClientExtension",
    "LLMClientGuardrailRef",
    "LLMClientKey",
    "LLMClientMCPClientRef",
    "LLMClientPlugin",
    "LLMClientPluginRef",
    "LLMClientTool",
    "PluginMeta",
]


class LLMClientKey(BaseModel):
    """Answer of the API: llm client key."""

    api_key: str = Field(alias="apiKey")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    id: int
    llmclient: int
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")


class LLMClientCustomDomain(BaseModel):
    """Answer of the API: llm client custom domain."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    aws_hosted_zone_id: str = Field(alias="awsHostedZoneId")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    domain_name: str = Field(alias="domainName")
    id: int
    name: str
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: int = Field(alias="userProfile")
    verification_message: str = Field(alias="verificationMessage")
    verification_status: Literal["Not Verified", "Verifying", "Verified", "Failed"] = Field(
        alias="verificationStatus"
    )
    verified_at: Optional[datetime] = Field(None, alias="verifiedAt")
    version: Optional[str] = None


class LLMClientExtension(BaseModel):
    """Answer of the API: llm client extension."""

    created_at: Optional[datetime] = Field(None, alias="createdAt")
    extension: int
    id: int
    llmclient: int
    name: str
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")


class LLMClientGuardrailRef(BaseModel):
    """Answer of the API: llm client guardrail ref."""

    id: int
    name: str


class LLMClientMCPClientRef(BaseModel):
    """Answer of the API: llm client mcp client ref."""

    id: int
    name: str


class LLMClientPluginRef(BaseModel):
    """Answer of the API: llm client plugin ref."""

    id: int
    name: str


class LLMClientTool(BaseModel):
    """Answer of the API: llm client tool."""

    id: int
    kind: Literal["Extension", "Plugin", "MCPClient", "Guardrail"]
    name: str


class Account(BaseModel):
    """Answer of the API: account."""

    account_number: str = Field(alias="accountNumber")


class AccountUser(BaseModel):
    """Answer of the API: account user."""

    email: Optional[str] = None
    username: str


class AccountUserProfile(BaseModel):
    """Answer of the API: account user profile."""

    account: Account
    user: AccountUser


class LLMClient(BaseModel):
    """Answer of the API: llm client."""

    allowed_origins: List[str] = Field(alias="allowedOrigins")
    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    api_keys: List[LLMClientKey] = Field(alias="apiKeys")
    app_assistant: Optional[str] = Field(None, alias="appAssistant")
    app_example_prompts: Optional[List[str]] = Field(None, alias="appExamplePrompts")
    app_file_attachment: Optional[bool] = Field(None, alias="appFileAttachment")
    app_info_url: Optional[str] = Field(None, alias="appInfoUrl")
    app_name: Optional[str] = Field(None, alias="appName")
    app_placeholder: Optional[str] = Field(None, alias="appPlaceholder")
    app_welcome_message: Optional[str] = Field(None, alias="appWelcomeMessage")
    base_api_domain: Optional[str] = Field(None, alias="baseApiDomain")
    base_default_host: Optional[str] = Field(None, alias="baseDefaultHost")
    can_delete: bool = Field(alias="canDelete")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    custom_domain: Optional[int] = Field(None, alias="customDomain")
    custom_domains: List[LLMClientCustomDomain] = Field(alias="customDomains")
    custom_host: Optional[str] = Field(None, alias="customHost")
    custom_url: Optional[str] = Field(None, alias="customUrl")
    default_host: Optional[str] = Field(None, alias="defaultHost")
    default_max_tokens: Optional[int] = Field(None, alias="defaultMaxTokens")
    default_model: Optional[str] = Field(None, alias="defaultModel")
    default_system_role: Optional[str] = Field(None, alias="defaultSystemRole")
    default_temperature: Optional[float] = Field(None, alias="defaultTemperature")
    default_url: Optional[str] = Field(None, alias="defaultUrl")
    deployed: Optional[bool] = None
    description: Optional[str] = None
    dns_verification_status: Optional[Literal["Verifying", "Not Verified", "Verified", "Failed"]] = Field(
        None, alias="dnsVerificationStatus"
    )
    extensions: List[LLMClientExtension]
    guardrails: List[LLMClientGuardrailRef]
    hashed_id: str = Field(alias="hashedId")
    hostname: Optional[str] = None
    id: int
    is_authentication_required: bool = Field(alias="isAuthenticationRequired")
    manifest_url: Optional[str] = Field(None, alias="manifestUrl")
    mcpclients: List[LLMClientMCPClientRef]
    name: str
    plugins: List[LLMClientPluginRef]
    provider: Optional[str] = None
    ready: bool
    rfc1034_compliant_name: Optional[str] = Field(None, alias="rfc1034CompliantName")
    sandbox_host: Optional[str] = Field(None, alias="sandboxHost")
    sandbox_url: Optional[str] = Field(None, alias="sandboxUrl")
    styles: Optional[Dict[str, Any]] = None
    subdomain: Optional[int] = None
    tags: Optional[List[str]] = None
    tls_certificate_issuance_status: Optional[Literal["No Certificate", "Requested", "Issued", "Failed"]] = (
        Field(None, alias="tlsCertificateIssuanceStatus")
    )
    tools: List[LLMClientTool]
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    url: Optional[str] = None
    url_chat_config: Optional[str] = Field(None, alias="urlChatConfig")
    url_chatapp: Optional[str] = Field(None, alias="urlChatapp")
    url_llmclient: Optional[str] = Field(None, alias="urlLlmclient")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None


class ChatLLMClientExtension(BaseModel):
    """Answer of the API: chat llm client extension."""

    created_at: Optional[datetime] = None
    enabled: bool
    extension: int
    id: int
    llmclient: int
    name: str
    updated_at: Optional[datetime] = None
    version: Optional[str] = None


class ChatListMetaData(BaseModel):
    """Answer of the API: chat list meta data."""

    extensions_returned: Optional[int] = None
    plugins_returned: Optional[int] = None
    total_extensions: Optional[int] = None
    total_plugins: Optional[int] = None


class ChatExtensionList(BaseModel):
    """Answer of the API: chat extension list."""

    extensions: Optional[List[ChatLLMClientExtension]] = None
    meta_data: ChatListMetaData


class ChatTextPart(BaseModel):
    """Answer of the API: chat text part."""

    text: str
    type: str


class ChatImageUrl(BaseModel):
    """Answer of the API: chat image url."""

    detail: Optional[Literal["auto", "low", "high"]] = None
    url: str


class ChatImagePart(BaseModel):
    """Answer of the API: chat image part."""

    image_url: ChatImageUrl
    type: str


class ChatInputAudio(BaseModel):
    """Answer of the API: chat input audio."""

    data: str
    format: Literal["wav", "mp3"]


class ChatAudioPart(BaseModel):
    """Answer of the API: chat audio part."""

    input_audio: ChatInputAudio
    type: str


class ChatFileRef(BaseModel):
    """Answer of the API: chat file ref."""

    file_data: Optional[str] = None
    file_id: Optional[str] = None
    filename: Optional[str] = None


class ChatFilePart(BaseModel):
    """Answer of the API: chat file part."""

    file: ChatFileRef
    type: str


class ChatRefusalPart(BaseModel):
    """Answer of the API: chat refusal part."""

    refusal: str
    type: str


class ChatFunctionCall(BaseModel):
    """Answer of the API: chat function call."""

    arguments: str
    name: str


class ChatToolCall(BaseModel):
    """Answer of the API: chat tool call."""

    function: ChatFunctionCall
    id: str
    type: Optional[str] = None


class ChatMessage(BaseModel):
    """Answer of the API: chat message."""

    content: Optional[
        Union[str, List[Union[ChatTextPart, ChatImagePart, ChatAudioPart, ChatFilePart, ChatRefusalPart]]]
    ] = None
    name: Optional[str] = None
    role: str
    tool_call_id: Optional[str] = None
    tool_calls: Optional[List[ChatToolCall]] = None


class ChatPromptRequest(BaseModel):
    """Answer of the API: chat prompt request."""

    messages: List[ChatMessage]
    session_key: Optional[str] = None


class ChatLLMClientRequest(BaseModel):
    """Answer of the API: chat llm client request."""

    created_at: Optional[datetime] = None
    id: int
    is_aggregation: Optional[bool] = None
    llmclient: int
    request: Optional[ChatPromptRequest] = None
    session_key: Optional[str] = None
    updated_at: Optional[datetime] = None


class ChatPluginSelection(BaseModel):
    """Answer of the API: chat plugin selection."""

    created_at: Optional[datetime] = None
    id: int
    messages: Optional[List[ChatMessage]] = None
    plugin_selector: int
    search_term: Optional[str] = None
    session_key: Optional[str] = None
    updated_at: Optional[datetime] = None


class ChatPromptPluginUsage(BaseModel):
    """Answer of the API: chat prompt plugin usage."""

    created_at: Optional[datetime] = None
    id: int
    input_text: Optional[str] = None
    plugin: int
    prompt: int
    updated_at: Optional[datetime] = None


class ChatPromptToolCall(BaseModel):
    """Answer of the API: chat prompt tool call."""

    created_at: Optional[datetime] = None
    function_args: Optional[str] = None
    function_name: Optional[str] = None
    id: int
    plugin: Optional[int] = None
    prompt: int
    request: Optional[Any] = None
    response: Optional[Any] = None
    updated_at: Optional[datetime] = None


class ChatHistory(BaseModel):
    """Answer of the API: chat history."""

    chat_history: Optional[List[ChatMessage]] = None
    llmclient_request_history: Optional[List[ChatLLMClientRequest]] = None
    plugin_selector_history: Optional[List[ChatPluginSelection]] = None
    prompt_plugin_usage_history: Optional[List[ChatPromptPluginUsage]] = None
    prompt_tool_call_history: Optional[List[ChatPromptToolCall]] = None


class ChatStyleSection(BaseModel):
    """Answer of the API: chat style section."""

    background_color: Optional[str] = None
    border_color: Optional[str] = None
    color: Optional[str] = None
    editor_background_color: Optional[str] = None
    info_color: Optional[str] = None
    link_color: Optional[str] = None
    placeholder_color: Optional[str] = None


class ChatStyles(BaseModel):
    """Answer of the API: chat styles."""

    app_background_image_size: Optional[Literal["cover", "contain", "auto"]] = None
    app_background_image_url: Optional[str] = None
    app_logo_url: Optional[str] = None
    assistant_avatar_url: Optional[str] = None
    border_radius: Optional[str] = None
    buttons: Optional[ChatStyleSection] = None
    conversation_header: Optional[ChatStyleSection] = None
    font_family: Optional[str] = None
    font_size: Optional[str] = None
    google_font: Optional[str] = None
    incoming_message: Optional[ChatStyleSection] = None
    main_container: Optional[ChatStyleSection] = None
    message_input: Optional[ChatStyleSection] = None
    message_list: Optional[ChatStyleSection] = None
    outgoing_message: Optional[ChatStyleSection] = None
    typing_indicator: Optional[ChatStyleSection] = None
    user_avatar_url: Optional[str] = None


class ChatLLMClient(BaseModel):
    """Answer of the API: chat llm client."""

    app_assistant: Optional[str] = None
    app_example_prompts: Optional[List[str]] = None
    app_file_attachment: Optional[bool] = None
    app_info_url: Optional[str] = None
    app_name: Optional[str] = None
    app_placeholder: Optional[str] = None
    app_welcome_message: Optional[str] = None
    default_model: Optional[str] = None
    default_system_role: Optional[str] = None
    deployed: Optional[bool] = None
    id: int
    name: str
    provider: Optional[str] = None
    styles: Optional[ChatStyles] = None
    total_tools: Optional[int] = None
    url_llmclient: str
    version: Optional[str] = None


class ChatMetaData(BaseModel):
    """Answer of the API: chat meta data."""

    is_authentication_required: Optional[bool] = None
    is_custom_domain: Optional[bool] = None
    is_deployed: Optional[bool] = None
    is_valid: Optional[bool] = None
    ready: Optional[bool] = None


class ChatPluginMeta(BaseModel):
    """Answer of the API: chat plugin meta."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    created_at: Optional[datetime] = None
    description: Optional[str] = None
    id: int
    name: str
    plugin_class: Literal["api", "skill", "sql", "static", "websearch", "imagesearch"]
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = None
    version: Optional[str] = None


class ChatLLMClientPlugin(BaseModel):
    """Answer of the API: chat llm client plugin."""

    created_at: Optional[datetime] = None
    id: int
    llmclient: int
    plugin_meta: ChatPluginMeta
    updated_at: Optional[datetime] = None


class ChatPluginList(BaseModel):
    """Answer of the API: chat plugin list."""

    meta_data: ChatListMetaData
    plugins: Optional[List[ChatLLMClientPlugin]] = None


class ChatConfig(BaseModel):
    """Answer of the API: chat config."""

    contract: Optional[int] = None
    debug_mode: bool
    extensions: Optional[ChatExtensionList] = None
    history: ChatHistory
    llmclient: ChatLLMClient
    meta_data: ChatMetaData
    plugins: ChatPluginList
    sandbox_mode: bool
    session_key: str


class ChatJournalMetadata(BaseModel):
    """Answer of the API: chat journal metadata."""

    command: Optional[str] = None
    thing: Optional[str] = None


class ChatConfigResponse(BaseModel):
    """Answer of the API: chat config response."""

    api: str
    data: ChatConfig
    metadata: Optional[ChatJournalMetadata] = None


class PluginMeta(BaseModel):
    """Answer of the API: plugin meta."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    can_delete: bool = Field(alias="canDelete")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    id: int
    kind: str
    manifest_url: str = Field(alias="manifestUrl")
    name: str
    plugin_class: Literal["api", "skill", "sql", "static", "websearch", "imagesearch"] = Field(
        alias="pluginClass"
    )
    ready: bool
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None


class LLMClientPlugin(BaseModel):
    """Answer of the API: llm client plugin."""

    created_at: Optional[datetime] = Field(None, alias="createdAt")
    id: int
    llmclient: int
    plugin_meta: PluginMeta = Field(alias="pluginMeta")
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")


class ChatChoice(BaseModel):
    """Answer of the API: chat choice."""

    finish_reason: Optional[str] = None
    index: Optional[int] = None
    message: Optional[ChatMessage] = None


class ChatTokenDetails(BaseModel):
    """Answer of the API: chat token details."""

    audio_tokens: Optional[int] = None
    cached_tokens: Optional[int] = None
    reasoning_tokens: Optional[int] = None


class ChatUsage(BaseModel):
    """Answer of the API: chat usage."""

    completion_tokens: Optional[int] = None
    completion_tokens_details: Optional[ChatTokenDetails] = None
    prompt_tokens: Optional[int] = None
    prompt_tokens_details: Optional[ChatTokenDetails] = None
    total_tokens: Optional[int] = None


class ChatCompletion(BaseModel):
    """Answer of the API: chat completion."""

    choices: Optional[List[ChatChoice]] = None
    created: Optional[int] = None
    id: Optional[str] = None
    model: Optional[str] = None
    object: Optional[str] = None
    service_tier: Optional[str] = None
    system_fingerprint: Optional[str] = None
    usage: Optional[ChatUsage] = None


class ChatPromptResult(BaseModel):
    """Answer of the API: chat prompt result."""

    completion: Optional[ChatCompletion] = None
    contract: Optional[int] = None
    messages: Optional[List[ChatMessage]] = None
    plugins: Optional[List[str]] = None
    status: int
    tools: Optional[List[str]] = None


class ChatErrorBody(BaseModel):
    """Answer of the API: chat error body."""

    description: str
    error_class: str = Field(alias="errorClass")
    status: int


class ChatPromptResponse(BaseModel):
    """Answer of the API: chat prompt response."""

    api: str
    data: ChatPromptResult
    error: Optional[ChatErrorBody] = None
    metadata: Optional[ChatJournalMetadata] = None
