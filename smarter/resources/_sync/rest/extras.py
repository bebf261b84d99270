# Generated from smarter/resources/_async/rest/extras.py by scripts/generate_sync.py. Edit that, not this.
"""Methods of the REST API beyond its OpenAPI document or plain JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Union

from typing_extensions import Unpack

from smarter.client.options import CallOptions, call, only_known, with_options
from smarter.client.parsing import typed
from smarter.client.uploads import FileTypes
from smarter.resources import prompting
from smarter.resources._sync.base import APIResource, Raw, Streaming
from smarter.resources._sync.prompt_stream import PromptStream
from smarter.resources._sync.turns import Turns, Ways
from smarter.resources.rest import document_form, given, once, rest_path
from smarter.types.arguments import call_options
from smarter.types.replies import Reply
from smarter.types.rest.vectorstores import VectorstoreDocumentsAdded

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient

DOCUMENTS = "vectorstores/{vectorstore_id}/documents/"


class DocumentUploads(APIResource[Raw, Streaming]):
    """Methods that add documents to a vectorstore."""

    def add_files(
        self,
        vectorstore_id: Union[int, str],
        files: Sequence[FileTypes],
        *,
        metadata: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreDocumentsAdded:
        """Upload files as documents; they are streamed. The platform extracts their text.

        Args:
            files: paths, bytes, files opened in binary mode, or (filename, contents, media type); 50 MiB each at most.
            metadata: JSON that is stored with each chunk of each file.

        Raises:
            InvalidArgumentError: no file, one that cannot be read or is too large; nothing has been sent.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> files = [("hours.txt", b"Closed on Monday."), ("prices.txt", b"A chain costs 35 dollars.")]
            >>> added = client.vectorstores.documents.add_files(vectorstore.id, files)
        """
        uploads, fields = document_form(files, metadata)
        path = rest_path(DOCUMENTS, vectorstore_id=vectorstore_id)
        request = call("POST", path, call_options(**options), body=fields, files=uploads)
        return self._client.request(request, typed(VectorstoreDocumentsAdded))

    def upload(
        self,
        vectorstore_id: Union[int, str],
        *,
        file: FileTypes,
        metadata: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreDocumentsAdded:
        """Upload one file as a document: `add_files` under openai-python's name.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> file = ("hours.txt", b"Closed on Monday.")
            >>> added = client.vectorstores.documents.upload(vectorstore.id, file=file)
        """
        return self.add_files(vectorstore_id, [file], metadata=metadata, **options)

    def add_text(
        self,
        vectorstore_id: Union[int, str],
        text: str,
        *,
        name: Optional[str] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreDocumentsAdded:
        """Add a text as a document; report one already there as a duplicate.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> text = "The workshop is closed on Monday."
            >>> added = client.vectorstores.documents.add_text(vectorstore.id, text, name="hours")
        """
        path = rest_path(DOCUMENTS, vectorstore_id=vectorstore_id)
        body = given({"text": text, "name": name, "metadata": metadata})
        return self._client.request(
            call("POST", path, call_options(**options), body=body), typed(VectorstoreDocumentsAdded)
        )

    def add_url(
        self,
        vectorstore_id: Union[int, str],
        url: str,
        *,
        metadata: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreDocumentsAdded:
        """Add the document at a public URL; the platform fetches it.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> url = "https://example.com/prices.md"
            >>> added = client.vectorstores.documents.add_url(vectorstore.id, url)
        """
        path = rest_path(DOCUMENTS, vectorstore_id=vectorstore_id)
        body = given({"url": url, "metadata": metadata})
        return self._client.request(
            call("POST", path, call_options(**options), body=body), typed(VectorstoreDocumentsAdded)
        )


class PromptCalls(APIResource[Raw, Streaming]):
    """Methods that prompt a chatbot by its id."""

    def __init__(self, client: BaseClient) -> None:
        super().__init__(client)
        self._turns = Turns(client)

    def prompt(
        self,
        llm_client_id: Union[int, str],
        prompt: Union[str, Sequence[Mapping[str, Any]]],
        *,
        session_key: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Reply:
        """Prompt a chatbot and return its reply, without retries after receipt.

        Args:
            prompt: a text, or messages of which the last is the user's.
            session_key: of the conversation to continue; None starts a new one.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> reply = client.llm_clients.prompt(chatbot.id, "When are you open?")
        """
        turn = _prompt_of(prompt, session_key)
        ways = _ways(llm_client_id, turn, call_options(**options))
        return (self._turns.send(self._client, ways, turn.session))[1]

    def stream(
        self,
        llm_client_id: Union[int, str],
        prompt: Union[str, Sequence[Mapping[str, Any]]],
        *,
        session_key: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> PromptStream:
        """Prompt a chatbot, on `with` or the first event; iterate over the events.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> with client.llm_clients.stream(chatbot.id, "When are you open?") as stream:
            ...     types = [event.type for event in stream]
        """
        only_known(call_options(**options))
        turn = _prompt_of(prompt, session_key)
        ways = _ways(llm_client_id, turn, options, stream=True)

        def opening(stream: PromptStream) -> None:
            self._turns.open(self._client, ways, stream)

        return PromptStream(turn.session, opening)

    def chat(self, llm_client_id: Union[int, str], *, session_key: Optional[str] = None) -> Conversation:
        """Return a new conversation, or that of `session_key`; send nothing yet.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> conversation = client.llm_clients.chat(chatbot.id)
            >>> reply = conversation.send("When are you open?")
        """
        key = prompting.check_session(session_key)
        return Conversation(self, llm_client_id, key or prompting.new_session())


class Conversation:
    """A conversation with a chatbot: one session, with the platform's history."""

    def __init__(
        self, calls: PromptCalls[Any, Any], llm_client_id: Union[int, str], session_key: str
    ) -> None:
        self.session_key = session_key
        self._calls = calls
        self._llm_client_id = llm_client_id

    def send(self, text: str, **options: Unpack[CallOptions]) -> Reply:
        """Send the next prompt and return its reply.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> conversation = client.llm_clients.chat(chatbot.id)
            >>> reply = conversation.send("When are you open?")
            >>> reply = conversation.send("And on Sunday?")
        """
        return self._calls.prompt(self._llm_client_id, text, session_key=self.session_key, **options)

    def stream(self, text: str, **options: Unpack[CallOptions]) -> PromptStream:
        """Send the next prompt and iterate over the events of the turn.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> conversation = client.llm_clients.chat(chatbot.id)
            >>> with conversation.stream("When are you open?") as stream:
            ...     types = [event.type for event in stream]
        """
        return self._calls.stream(self._llm_client_id, text, session_key=self.session_key, **options)


def _prompt_of(
    prompt: Union[str, Sequence[Mapping[str, Any]]], session_key: Optional[str]
) -> prompting.Prompt:
    text, messages = (prompt, None) if isinstance(prompt, str) else (None, prompt)
    return prompting.prompt_of(prompting.Turn(text, session_key, messages))


def _ways(
    llm_client_id: Union[int, str],
    prompt: prompting.Prompt,
    options: Mapping[str, Any],
    stream: bool = False,
) -> Ways:
    path = "/v1/" + rest_path("llm-clients/{llm_client_id}/prompt/", llm_client_id=llm_client_id)
    request = replace(
        prompting.request("rest", "", prompt, path, stream=stream), classify=prompting.verdict_by_id
    )
    return {"rest": with_options(request, options)}


class ProxyCalls(APIResource[Raw, Streaming]):
    """Methods that send requests to a provider through a proxy of the platform."""

    def base_url(self, name: str) -> str:
        """Return a proxy's base URL for its provider's SDK; its key is the platform's.

        Example:
            >>> base_url = client.proxies.base_url("openai")
        """
        return f"{str(self._client.base_url).rstrip('/')}/{rest_path('proxy/{name}/', name=name)}"

    def request(
        self,
        name: str,
        path: str,
        *,
        method: str = "POST",
        json: Optional[Mapping[str, Any]] = None,
        params: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> Any:
        """Send a request to a provider through a proxy and return its JSON.

        It is not repeated once the provider may have received it.

        Args:
            name: of the proxy, such as `openai`.
            path: of the provider's API, such as `v1/chat/completions`.

        Example:
            >>> models = client.proxies.request("openai", "models", method="GET")
        """
        below = rest_path("proxy/{name}/", name=name) + path.lstrip("/")
        body = None if method.upper() == "GET" else json
        request = call(method.upper(), below, call_options(**options), query=params, body=body)
        return self._client.request(once(request), typed(object))
