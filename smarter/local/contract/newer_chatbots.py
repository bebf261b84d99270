"""Three newer forms of a chatbot's spec: flat, split, and with extensions."""

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
    customDomain.{aws_hosted_zone_id,domain_name}!: string
    defaultMaxTokens?: int >0
    defaultModel?: string
    defaultSystemRole?: string length..ROLE
    defaultTemperature?: number 0..1
    deployed?: bool =false
    {provider,subdomain}?: string
"""
_FLAT_STYLES = """
    appBackgroundImageUrl?: string
    appLogoUrl?: string ~url
"""
_STYLES = """
    appBackgroundImageSize?: cover|contain|auto
    appBackgroundImageUrl?: string
    appLogoUrl?: string ~url
    {assistantAvatarUrl,borderRadius}?: string
    buttons?: object strict
    buttons.color?: string
    conversationHeader?: object strict
    conversationHeader.{backgroundColor,borderColor,color,infoColor}?: string
    {fontFamily,fontSize,googleFont}?: string
    incomingMessage?: object strict
    incomingMessage.{backgroundColor,borderColor,color,linkColor}?: string
    mainContainer?: object strict
    mainContainer.{backgroundColor,borderColor,color}?: string
    messageInput?: object strict
    messageInput.{backgroundColor,borderColor,color,editorBackgroundColor,placeholderColor}?: string
    messageList?: object strict
    messageList.{backgroundColor,color}?: string
    outgoingMessage?: object strict
    outgoingMessage.{backgroundColor,borderColor,color,linkColor}?: string
    typingIndicator?: object strict
    typingIndicator.color?: string
    userAvatarUrl?: string
"""
_REFERENCES = """
    plugins?: references
    apiKey?: string @reference
"""


def _below(section: str, lines: str) -> str:
    """Return `lines` with each path below `section`."""
    return "\n".join(f"{section}.{line.strip()}" for line in lines.strip().split("\n")) + "\n"


def _split(names: str, role: int) -> Fields:
    """Return the split form: `names` lists functions, `role` limits the system role."""
    return read_lines(
        "config!: object\nconfig.prompt!: object\nconfig.styles?: object strict\n"
        + _below("config.prompt", _PROMPT.replace("ROLE", str(role)) + "allowedOrigins?: strings")
        + _below("config.styles", _STYLES)
        + f"{{guardrails,mcpClients,{names}}}?: strings"
        + _REFERENCES
    )


NEWER_CHATBOTS: Mapping[str, Fields] = {
    "P15A": read_lines(
        "config!: object\n"
        + _below("config", _PROMPT.replace("ROLE", "2048") + _FLAT_STYLES)
        + "{guardrails,mcpClients,functions}?: strings"
        + _REFERENCES
    ),
    "P15B": _split("functions", 2048),
    "P15C": _split("extensions", 32768),
}
