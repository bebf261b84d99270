"""Signatures of methods with their real arguments, for `help()` and notebooks."""

from __future__ import annotations

import inspect
import re
from types import FunctionType, MappingProxyType
from typing import Any, Mapping

from smarter.client.request import NOT_GIVEN


def spell_out_arguments(owner: type) -> None:
    """Show the keys of `Unpack[SomeParams]` in the signatures of a class's methods."""
    for function in list(vars(owner).values()):
        if isinstance(function, FunctionType) and function.__code__.co_flags & inspect.CO_VARKEYWORDS:
            function.__dict__["__signature__"] = _LateSignature(function)


class _LateSignature(inspect.Signature):
    """Computed when it is read: `help()` reads it, an import must not pay for it."""

    __slots__ = ("_function",)

    def __init__(self, function: FunctionType) -> None:
        self._function = function

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:  # type: ignore[override]  # typeshed says the proxy
        """Return the parameters by name."""
        return MappingProxyType({each.name: each for each in _parameters(self._function)})

    @property
    def return_annotation(self) -> Any:
        """Return the annotation of the result."""
        return self._function.__annotations__.get("return", inspect.Signature.empty)

    def replace(self, **changes: Any) -> inspect.Signature:  # type: ignore[override]  # any of the arguments
        """Return a plain signature with changes."""
        parameters = changes.pop("parameters", self.parameters.values())
        return inspect.Signature(parameters, **{"return_annotation": self.return_annotation, **changes})


def _parameters(function: FunctionType) -> Any:
    plain = inspect.Signature.from_callable(_without_signature(function))
    for parameter in plain.parameters.values():
        found = re.match(r"Unpack\[(\w+)\]", str(parameter.annotation))
        known = function.__globals__.get(found.group(1)) if found else None
        if parameter.kind is not parameter.VAR_KEYWORD or known is None:
            yield parameter
            continue
        for name, annotation in known.__annotations__.items():
            text = getattr(annotation, "__forward_arg__", annotation)
            yield inspect.Parameter(name, parameter.KEYWORD_ONLY, default=NOT_GIVEN, annotation=text)


def _without_signature(function: FunctionType) -> FunctionType:
    copied = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__)
    copied.__kwdefaults__ = function.__kwdefaults__
    copied.__annotations__ = function.__annotations__
    return copied
