# Generated from __init__.py by scripts/generate_faces.py. Edit that, not this.

from smarter.types.chat import ChatCompletion as ChatCompletion
from smarter.types.chat import ChatCompletionChunk as ChatCompletionChunk
from smarter.types.chat import ChatCompletionMessage as ChatCompletionMessage
from smarter.types.chat import ChatCompletionMessageToolCall as ChatCompletionMessageToolCall
from smarter.types.chat import CompletionUsage as CompletionUsage
from smarter.types.chat_params import ChatCompletionMessageParam as ChatCompletionMessageParam
from smarter.types.chat_params import CompletionCreateParams as CompletionCreateParams
from smarter.types.chat_params import ResponseFormatParam as ResponseFormatParam
from smarter.types.chat_params import ToolParam as ToolParam
from smarter.types.completion_events import ChatCompletionStreamEvent as ChatCompletionStreamEvent
from smarter.types.completion_events import ChunkEvent as ChunkEvent
from smarter.types.completion_events import ContentDeltaEvent as ContentDeltaEvent
from smarter.types.completion_events import ContentDoneEvent as ContentDoneEvent
from smarter.types.completion_events import (
    FunctionToolCallArgumentsDeltaEvent as FunctionToolCallArgumentsDeltaEvent,
)
from smarter.types.completion_events import (
    FunctionToolCallArgumentsDoneEvent as FunctionToolCallArgumentsDoneEvent,
)
from smarter.types.completion_events import LogprobsDeltaEvent as LogprobsDeltaEvent
from smarter.types.completion_events import LogprobsDoneEvent as LogprobsDoneEvent
from smarter.types.completion_events import RefusalDeltaEvent as RefusalDeltaEvent
from smarter.types.completion_events import RefusalDoneEvent as RefusalDoneEvent
from smarter.types.files import FileCreateParams as FileCreateParams
from smarter.types.files import FileDeleted as FileDeleted
from smarter.types.files import FileListParams as FileListParams
from smarter.types.files import FileObject as FileObject
from smarter.types.fine_tuning import FineTuningJob as FineTuningJob
from smarter.types.fine_tuning import FineTuningJobEvent as FineTuningJobEvent
from smarter.types.fine_tuning import JobCreateParams as JobCreateParams
from smarter.types.fine_tuning import JobListParams as JobListParams
from smarter.types.models import Model as Model
from smarter.types.models import ModelDeleted as ModelDeleted
from smarter.types.prompt_events import PromptDoneEvent as PromptDoneEvent
from smarter.types.prompt_events import PromptEvent as PromptEvent
from smarter.types.prompt_events import PromptGuardrailEvent as PromptGuardrailEvent
from smarter.types.prompt_events import PromptProgressEvent as PromptProgressEvent
from smarter.types.prompt_events import PromptTextEvent as PromptTextEvent
from smarter.types.prompt_events import PromptToolCallEvent as PromptToolCallEvent
from smarter.types.prompt_events import PromptToolResultEvent as PromptToolResultEvent
from smarter.types.prompt_events import PromptUsageEvent as PromptUsageEvent
from smarter.types.replies import Reply as Reply
from smarter.types.replies import ReplyMessage as ReplyMessage
from smarter.types.replies import ReplyUsage as ReplyUsage
from smarter.types.replies import ToolCallMade as ToolCallMade
from smarter.types.responses import InputItem as InputItem
from smarter.types.responses import Response as Response
from smarter.types.responses import ResponseStreamEvent as ResponseStreamEvent
from smarter.types.responses import ResponseUsage as ResponseUsage
from smarter.types.responses_params import ResponseCreateParams as ResponseCreateParams
from smarter.types.responses_params import ResponseInputItemParam as ResponseInputItemParam
from smarter.types.shared import Deleted as Deleted
from smarter.types.shared import Identity as Identity
from smarter.types.shared import Metadata as Metadata
from smarter.types.shared import Row as Row
from smarter.types.shared import RowListParams as RowListParams
from smarter.types.shared import Status as Status
from smarter.types.shared import Versions as Versions
