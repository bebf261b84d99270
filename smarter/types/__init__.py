"""Request parameters (`TypedDict`s) and response models (pydantic)."""

from __future__ import annotations

from smarter._lazy import lazily

# The public names of each module, imported on first use.
_WHERE = {
    "chat": """
        ChatCompletion ChatCompletionChunk ChatCompletionMessage ChatCompletionMessageToolCall
        CompletionUsage
    """,
    "chat_params": "ChatCompletionMessageParam CompletionCreateParams ResponseFormatParam ToolParam",
    "completion_events": """
        ChatCompletionStreamEvent ChunkEvent ContentDeltaEvent ContentDoneEvent
        FunctionToolCallArgumentsDeltaEvent FunctionToolCallArgumentsDoneEvent
        LogprobsDeltaEvent LogprobsDoneEvent RefusalDeltaEvent RefusalDoneEvent
    """,
    "files": "FileCreateParams FileDeleted FileListParams FileObject",
    "fine_tuning": "FineTuningJob FineTuningJobEvent JobCreateParams JobListParams",
    "models": "Model ModelDeleted",
    "prompt_events": """
        PromptDoneEvent PromptEvent PromptGuardrailEvent PromptProgressEvent PromptTextEvent
        PromptToolCallEvent PromptToolResultEvent PromptUsageEvent
    """,
    "replies": "Reply ReplyMessage ReplyUsage ToolCallMade",
    "responses": "InputItem Response ResponseStreamEvent ResponseUsage",
    "responses_params": "ResponseCreateParams ResponseInputItemParam",
    "shared": "Deleted Identity Metadata Row RowListParams Status Versions",
}


__getattr__, __dir__ = lazily(globals(), _WHERE, "smarter.types")
