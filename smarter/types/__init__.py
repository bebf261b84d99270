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
    from smarter.types.files import FileCreateParams, FileDeleted, FileListParams, FileObject
    from smarter.types.fine_tuning import FineTuningJob, FineTuningJobEvent, JobCreateParams, JobListParams
    from smarter.types.models import Model, ModelDeleted
    from smarter.types.replies import Reply, ReplyMessage, ReplyUsage, ToolCallMade
    from smarter.types.responses import InputItem, Response, ResponseStreamEvent, ResponseUsage
    from smarter.types.responses_params import ResponseCreateParams, ResponseInputItemParam
    from smarter.types.shared import Deleted, Identity, Metadata, Row, RowListParams, Status, Versions

_WHERE = {
    "ChatCompletion": "chat",
    "ChatCompletionChunk": "chat",
    "ChatCompletionMessage": "chat",
    "ChatCompletionMessageParam": "chat_params",
    "ChatCompletionMessageToolCall": "chat",
    "CompletionCreateParams": "chat_params",
    "CompletionUsage": "chat",
    "Deleted": "shared",
    "FileCreateParams": "files",
    "FileDeleted": "files",
    "FileListParams": "files",
    "FileObject": "files",
    "FineTuningJob": "fine_tuning",
    "FineTuningJobEvent": "fine_tuning",
    "Identity": "shared",
    "InputItem": "responses",
    "JobCreateParams": "fine_tuning",
    "JobListParams": "fine_tuning",
    "Metadata": "shared",
    "Model": "models",
    "ModelDeleted": "models",
    "Reply": "replies",
    "ReplyMessage": "replies",
    "ReplyUsage": "replies",
    "Response": "responses",
    "ResponseCreateParams": "responses_params",
    "ResponseFormatParam": "chat_params",
    "ResponseInputItemParam": "responses_params",
    "ResponseStreamEvent": "responses",
    "ResponseUsage": "responses",
    "Row": "shared",
    "RowListParams": "shared",
    "Status": "shared",
    "ToolCallMade": "replies",
    "ToolParam": "chat_params",
    "Versions": "shared",
}

__all__ = [
    "ChatCompletion",
    "ChatCompletionChunk",
    "ChatCompletionMessage",
    "ChatCompletionMessageParam",
    "ChatCompletionMessageToolCall",
    "CompletionCreateParams",
    "CompletionUsage",
    "Deleted",
    "FileCreateParams",
    "FileDeleted",
    "FileListParams",
    "FileObject",
    "FineTuningJob",
    "FineTuningJobEvent",
    "Identity",
    "InputItem",
    "JobCreateParams",
    "JobListParams",
    "Metadata",
    "Model",
    "ModelDeleted",
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
