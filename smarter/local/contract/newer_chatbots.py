"""The three newer forms of a chatbot's spec: flat; split into prompt and styles; with extensions for functions."""

from __future__ import annotations

from typing import Mapping

from smarter.local.contract.spec_lines import Fields, read_lines

_PROMPT = """
    appAssistant?: string
    appExamplePrompts?: strings
    appFileAttachment?: bool =false
    appInfoUrl?: string ~url
    appName?: string length..255
    appPlaceholder?: string
    appWelcomeMessage?: string
    customDomain?: object
    customDomain.aws_hosted_zone_id!: string
    customDomain.domain_name!: string
    defaultMaxTokens?: int >0
    defaultModel?: string
    defaultSystemRole?: string length..{role}
    defaultTemperature?: number 0..1
    deployed?: bool =false
    provider?: string
    subdomain?: string
"""
_FLAT_STYLES = """
    appBackgroundImageUrl?: string
    appLogoUrl?: string ~url
"""
_STYLES = """
    appBackgroundImageSize?: cover|contain|auto
    appBackgroundImageUrl?: string
    appLogoUrl?: string ~url
    assistantAvatarUrl?: string
    borderRadius?: string
    buttons?: object strict
    buttons.color?: string
    conversationHeader?: object strict
    conversationHeader.backgroundColor?: string
    conversationHeader.borderColor?: string
    conversationHeader.color?: string
    conversationHeader.infoColor?: string
    fontFamily?: string
    fontSize?: string
    googleFont?: string
    incomingMessage?: object strict
    incomingMessage.backgroundColor?: string
    incomingMessage.borderColor?: string
    incomingMessage.color?: string
    incomingMessage.linkColor?: string
    mainContainer?: object strict
    mainContainer.backgroundColor?: string
    mainContainer.borderColor?: string
    mainContainer.color?: string
    messageInput?: object strict
    messageInput.backgroundColor?: string
    messageInput.borderColor?: string
    messageInput.color?: string
    messageInput.editorBackgroundColor?: string
    messageInput.placeholderColor?: string
    messageList?: object strict
    messageList.backgroundColor?: string
    messageList.color?: string
    outgoingMessage?: object strict
    outgoingMessage.backgroundColor?: string
    outgoingMessage.borderColor?: string
    outgoingMessage.color?: string
    outgoingMessage.linkColor?: string
    typingIndicator?: object strict
    typingIndicator.color?: string
    userAvatarUrl?: string
"""
_LISTS = """
    guardrails?: strings
    mcpClients?: strings
"""
_REFERENCES = """
    plugins?: references
    apiKey?: string @reference
"""


def _below(section: str, lines: str) -> str:
    """Return `lines` with each path below `section`."""
    return "\n".join(f"{section}.{line.strip()}" for line in lines.strip().split("\n"))


def _split(names: str, role: int) -> Fields:
    """Return the fields of the split form: `names` is the field of functions, `role` the longest system role."""
    prompt = _PROMPT.format(role=role) + "allowedOrigins?: strings\n"
    return read_lines(
        "config!: object\nconfig.prompt!: object\nconfig.styles?: object strict\n"
        + _below("config.prompt", prompt)
        + "\n"
        + _below("config.styles", _STYLES)
        + f"{_LISTS}\n{names}?: strings{_REFERENCES}"
    )[0]


_FLAT = (
    "config!: object\n"
    + _below("config", _PROMPT.format(role=2048) + _FLAT_STYLES)
    + f"{_LISTS}\nfunctions?: strings{_REFERENCES}"
)
NEWER_CHATBOTS: Mapping[str, Fields] = {
    "P15A": read_lines(_FLAT)[0],
    "P15B": _split("functions", 2048),
    "P15C": _split("extensions", 32768),
}
