"""Request parameters (`TypedDict`s) and response models (pydantic)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.types.chat import (
        ChatCompletion,
        ChatCompletionChunk,
        ChatCompletionMessage,
        ChatCompletionMessageToolCall,
        CompletionUsage,
    )
    from smarter.types.chat_params import (
        ChatCompletionMessageParam,
        CompletionCreateParams,
        ResponseFormatParam,
        ToolParam,
    )
    from smarter.types.completion_events import (
        ChatCompletionStreamEvent,
        ChunkEvent,
        ContentDeltaEvent,
        ContentDoneEvent,
        FunctionToolCallArgumentsDeltaEvent,
        FunctionToolCallArgumentsDoneEvent,
        LogprobsDeltaEvent,
        LogprobsDoneEvent,
        RefusalDeltaEvent,
        RefusalDoneEvent,
    )
    from smarter.types.files import FileCreateParams, FileDeleted, FileListParams, FileObject
    from smarter.types.fine_tuning import FineTuningJob, FineTuningJobEvent, JobCreateParams, JobListParams
    from smarter.types.models import Model, ModelDeleted
    from smarter.types.prompt_events import (
        PromptDoneEvent,
        PromptEvent,
        PromptGuardrailEvent,
        PromptProgressEvent,
        PromptTextEvent,
        PromptToolCallEvent,
        PromptToolResultEvent,
        PromptUsageEvent,
    )
    from smarter.types.replies import Reply, ReplyMessage, ReplyUsage, ToolCallMade
    from smarter.types.responses import InputItem, Response, ResponseStreamEvent, ResponseUsage
    from smarter.types.responses_params import ResponseCreateParams, ResponseInputItemParam
    from smarter.types.shared import Deleted, Identity, Metadata, Row, RowListParams, Status, Versions

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

__all__ = [
    "ChatCompletion",
    "ChatCompletionChunk",
    "ChatCompletionMessage",
    "ChatCompletionMessageParam",
    "ChatCompletionMessageToolCall",
    "ChatCompletionStreamEvent",
    "ChunkEvent",
    "CompletionCreateParams",
    "CompletionUsage",
    "ContentDeltaEvent",
    "ContentDoneEvent",
    "Deleted",
    "FileCreateParams",
    "FileDeleted",
    "FileListParams",
    "FileObject",
    "FineTuningJob",
    "FineTuningJobEvent",
    "FunctionToolCallArgumentsDeltaEvent",
    "FunctionToolCallArgumentsDoneEvent",
    "Identity",
    "InputItem",
    "JobCreateParams",
    "JobListParams",
    "LogprobsDeltaEvent",
    "LogprobsDoneEvent",
    "Metadata",
    "Model",
    "ModelDeleted",
    "PromptDoneEvent",
    "PromptEvent",
    "PromptGuardrailEvent",
    "PromptProgressEvent",
    "PromptTextEvent",
    "PromptToolCallEvent",
    "PromptToolResultEvent",
    "PromptUsageEvent",
    "RefusalDeltaEvent",
    "RefusalDoneEvent",
    "Reply",
    "ReplyMessage",
    "ReplyUsage",
    "Response",
    "ResponseCreateParams",
    "ResponseFormatParam",
    "ResponseInputItemParam",
    "ResponseStreamEvent",
    "ResponseUsage",
    "Row",
    "RowListParams",
    "Status",
    "ToolCallMade",
    "ToolParam",
    "Versions",
]

if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter.types")
