# Generated from smarter/resources/_async/resource.py by scripts/generate_sync.py. Edit that, not this.
"""One resource of the manifest API: its manifest and its actions."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Union, cast

from pydantic import Field
from typing_extensions import TypeVar, Unpack

from smarter._defaults import API_VERSION
from smarter._notebook import html_table
from smarter.client.base_model import BaseModel
from smarter.client.options import CallOptions
from smarter.client.request import NOT_GIVEN, NotGiven
from smarter.errors import SmarterError
from smarter.resources.signatures import spell_out_arguments
from smarter.types.arguments import call_options
from smarter.types.shared import Metadata

Q = TypeVar("Q", bound="Resource")

Annotations = Union[Mapping[str, Any], List[Mapping[str, Any]], NotGiven, None]


class Resource(BaseModel):
    """One resource: its manifest, with secrets masked, and its actions."""

    __slots__ = ("_owner",)

    api_version: str = Field(default=API_VERSION, alias="apiVersion")
    kind: str
    metadata: Metadata
    spec: Dict[str, Any] = {}
    status: Dict[str, Any] = {}

    @property
    def name(self) -> str:
        """Return the name, as the platform stores it."""
        return self.metadata.name

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, kind={self.kind!r}, spec={sorted(self.spec)})"

    def _repr_html_(self) -> str:
        """Show name, metadata and spec in a notebook."""
        shown = {"kind": self.kind, **self.metadata.to_dict()}
        shown.update((f"spec.{key}", value) for key, value in self.spec.items())
        rows = [{"field": field, "value": value} for field, value in shown.items()]
        return html_table(rows)

    def refresh(self: Q, **options: Unpack[CallOptions]) -> Q:
        """Read the resource again.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> chatbot = chatbot.refresh()
        """
        return cast(Q, self._collection().get(self.name, **call_options(**options)))

    def update(
        self: Q,
        *,
        spec: Union[Mapping[str, Any], NotGiven, None] = NOT_GIVEN,
        description: Union[str, NotGiven, None] = NOT_GIVEN,
        version: Union[str, NotGiven, None] = NOT_GIVEN,
        tags: Union[List[str], NotGiven, None] = NOT_GIVEN,
        annotations: Annotations = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Q:
        """Change some fields; see `update` of the kind.

        Example:
            >>> chatbot = client.resources.chatbots.get("help_desk")
            >>> chatbot = chatbot.update(description="Help desk", spec={"config": {"defaultTemperature": 0.5}})
        """
        return cast(
            Q,
            self._collection().update(
                self.name,
                spec=spec,
                description=description,
                version=version,
                tags=tags,
                annotations=annotations,
                **call_options(**options),
            ),
        )

    def delete(self, **options: Unpack[CallOptions]) -> None:
        """Delete the resource.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> chatbot.delete()
        """
        self._collection().delete(self.name, **call_options(**options))

    def deploy(self, **options: Unpack[CallOptions]) -> None:
        """Deploy the resource.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> chatbot.deploy()
        """
        self._collection().deploy(self.name, **call_options(**options))

    def undeploy(self, **options: Unpack[CallOptions]) -> None:
        """Undeploy the resource.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> chatbot.undeploy()
        """
        self._collection().undeploy(self.name, **call_options(**options))

    def logs(self, **options: Unpack[CallOptions]) -> Dict[str, Any]:
        """Return the logs of the resource.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> logs = chatbot.logs()
        """
        return cast(Dict[str, Any], self._collection().logs(self.name, **call_options(**options)))

    def _collection(self) -> Any:
        """Return the resources of its kind, whose module imports this one."""
        try:
            return self._owner  # type: ignore[attr-defined]
        except AttributeError:
            problem = f"This {type(self).__name__.lower()} was unpickled; it has no client. Get {self.name!r} again."
            raise SmarterError(problem) from None


spell_out_arguments(Resource)
