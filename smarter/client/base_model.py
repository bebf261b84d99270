"""The base of response models, lenient if validation fails."""

from __future__ import annotations

import inspect
import json
from datetime import datetime
from functools import lru_cache
from typing import Any, Dict, List, Mapping, Optional, Set, Tuple, Type, TypeVar, Union, cast

import pydantic
from typing_extensions import Annotated, Literal, Self, get_args, get_origin

from smarter.errors import APIResponseValidationError, InvalidArgumentError

T = TypeVar("T")
M = TypeVar("M", bound="BaseModel")


class BaseModel(pydantic.BaseModel):
    """An object of a response.

    Unknown fields are kept as attributes. A missing field reads as None; `model_fields_set` tells it from a null.
    """

    __slots__ = ("_from_request", "_unchecked")

    model_config = pydantic.ConfigDict(extra="allow", defer_build=True, protected_namespaces=())

    @property
    def _request_id(self) -> Optional[str]:
        """Return the public `x-request-id` of the response; None for inner objects."""
        return getattr(self, "_from_request", None)

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def model_construct(cls, _fields_set: Optional[Set[str]] = None, **values: Any) -> Self:
        """Make an object as if sent by the server: inner objects too, no validation.

        Example:
            >>> from smarter.types import Model
            >>> Model.model_construct(id="gpt-4o-mini", created="yesterday").created
            'yesterday'
        """
        made = _construct_model(cls, values)
        if _fields_set is not None:
            object.__setattr__(made, "__pydantic_fields_set__", _fields_set)
        return made

    construct = model_construct

    # Copies and pickles keep the request id, which is not a field: it must not appear in the model's data.
    def __getstate__(self) -> Dict[Any, Any]:
        return {**super().__getstate__(), "_from_request": self._request_id}

    def __setstate__(self, state: Dict[Any, Any]) -> None:
        set_request_id(self, state.get("_from_request"))
        super().__setstate__(state)

    def __reduce_ex__(self, protocol: Any) -> Any:
        # pickle finds a class by its name, and `CursorPage[Model]` has none in its module.
        generic = self.__pydantic_generic_metadata__
        if not generic["args"]:
            return super().__reduce_ex__(protocol)
        return _unpickle, (generic["origin"], generic["args"], self.__getstate__())

    def __copy__(self) -> Self:
        copied = super().__copy__()
        set_request_id(copied, self._request_id)
        return copied

    def __deepcopy__(self, memo: Optional[Dict[int, Any]] = None) -> Self:
        copied = super().__deepcopy__(memo)
        set_request_id(copied, self._request_id)
        return copied

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = False,
    ) -> Dict[str, object]:
        """Convert to a dictionary of the fields of the response.

        Args:
            mode: `json` converts values to JSON types (dates become strings).
            use_api_names: spell keys as the API does, not as Python does.
            exclude_unset: omit fields that the response did not have.
            exclude_defaults: omit fields that have their default.
            exclude_none: omit fields that are None.
            warnings: let pydantic warn of values of another type than their field.

        Example:
            >>> client.models.retrieve("gpt-4o-mini").to_dict()["id"]
            'gpt-4o-mini'
        """
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: Optional[int] = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = False,
    ) -> str:
        """Convert to JSON text; arguments as of `to_dict`.

        Example:
            >>> text = client.models.retrieve("gpt-4o-mini").to_json()
        """
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )


def _unpickle(generic: Any, arguments: Any, state: Dict[Any, Any]) -> BaseModel:
    kind = generic[arguments]
    made: BaseModel = kind.__new__(kind)
    made.__setstate__(state)
    return made


class WrongShapeError(ValueError):
    """JSON of another shape than the wanted type, such as a list for an object."""


def set_request_id(model: BaseModel, request_id: Optional[str]) -> None:
    """Set the request id of `model`."""
    object.__setattr__(model, "_from_request", request_id)


def from_bytes(wanted: Type[T], content: bytes) -> T:
    """Parse the JSON text `content` as `wanted`: a model, or any type of pydantic.

    Raises:
        ValueError: not JSON; `WrongShapeError`: JSON of another shape.
    """
    validator = getattr(wanted, "__pydantic_validator__", None) or _adapter(cast(Any, wanted)).validator
    try:
        made: T = validator.validate_json(content)
        return made
    except pydantic.ValidationError:
        return from_data(wanted, json.loads(content))


def from_data(wanted: Type[T], data: Any) -> T:
    """Convert parsed JSON to `wanted`, as `from_bytes` does."""
    made = construct(wanted, data)
    if _is_model(wanted) and not isinstance(made, BaseModel):
        raise WrongShapeError(f"{_json_kind(data)} instead of an object")
    if get_origin(wanted) is list:
        check_items(get_args(wanted)[0], made)
    return made  # type: ignore[no-any-return]


def _is_model(wanted: Any) -> bool:
    """Return True for a model, and for a union of models."""
    plain = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    origin: Any = get_origin(plain)
    if origin is Union:
        return all(map(_is_model, get_args(plain)))
    return inspect.isclass(plain) and issubclass(plain, BaseModel)


def check_items(wanted: Any, items: Any) -> None:
    """Raise WrongShapeError unless `items` is null or a list of the wanted items."""
    if not isinstance(items, (list, type(None))):
        raise WrongShapeError(f"{_json_kind(items)} instead of a list")
    if inspect.isclass(wanted) and issubclass(wanted, BaseModel):
        for item in items or ():
            if not isinstance(item, wanted):
                raise WrongShapeError(f"{_json_kind(item)} instead of an object in a list")


def check_shape(model: BaseModel, *names: str) -> None:
    """Check the JSON types of the fields `names` and of all within them.

    Missing fields, nulls, and words and times that nobody knows are fine.

    Raises:
        APIResponseValidationError: a value is of another type, such as a number for a list.
    """
    if getattr(model, "_unchecked", False):
        for name in names:
            _check_value(type(model).model_fields[name].annotation, getattr(model, name), name)


def _check_value(wanted: Any, value: Any, path: str) -> None:
    if value is None:
        return
    types = _types_of(wanted)
    if types and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
        raise APIResponseValidationError(f"The response has a wrong value at {path}.", body=value)
    if isinstance(value, list):
        inner = _inner_type(wanted)
        for number, item in enumerate(value):
            if item is None and type(None) not in (_types_of(inner) or (type(None),)):
                raise APIResponseValidationError(f"The response has a null at {path}[{number}].", body=value)
            _check_value(inner, item, f"{path}[{number}]")
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            _check_value(field.annotation, getattr(value, name), f"{path}.{name}")


# The Python types of JSON values, before and after pydantic converts them.
_JSON_TYPES: Mapping[Any, Tuple[type, ...]] = {
    str: (str,), int: (int, float), float: (int, float), bool: (bool,), datetime: (str, datetime),
    list: (list,), dict: (dict,), type(None): (type(None),),
}  # fmt: skip


@lru_cache(maxsize=1024)
def _types_of(wanted: Any) -> Tuple[type, ...]:
    """Return the types of the values of an annotation; () stands for any."""
    origin: Any = get_origin(wanted)
    if origin is Annotated:
        return _types_of(get_args(wanted)[0])
    if origin is Literal:
        return tuple({type(each) for each in get_args(wanted)})
    if origin is Union:
        members = [_types_of(each) for each in get_args(wanted)]
        return sum(members, ()) if all(members) else ()
    if inspect.isclass(wanted) and issubclass(wanted, BaseModel):
        return (BaseModel,)
    return _JSON_TYPES.get(origin or wanted, ())


@lru_cache(maxsize=1024)
def _inner_type(wanted: Any) -> Any:
    """Return the annotation of a list's items within an annotation, or Any."""
    for each in (wanted, *get_args(wanted)):
        if get_origin(each) is list:
            return get_args(each)[0]
    return Any


def objects_of(items: Any, wanted: Type[T]) -> List[T]:
    """Return the objects of a class in `items`; [] if that is not a list."""
    return [item for item in items if isinstance(item, wanted)] if isinstance(items, list) else []


@lru_cache(maxsize=1024)
def _adapter(wanted: Any) -> pydantic.TypeAdapter[Any]:
    try:
        return pydantic.TypeAdapter(wanted)
    except pydantic.errors.PydanticSchemaGenerationError as error:
        raise InvalidArgumentError(f"A response cannot be converted to {wanted!r}.") from error


# Newer platforms send words and fields that these types do not know, and proxies send anything. One odd value must not
# cost a program the rest of a response, so each part that does not validate is kept unchanged
# (tests/client/test_base_model.py, tests/resources/test_changed_answers.py).
def construct(wanted: Any, data: Any) -> Any:
    """Convert the valid parts of `data` to `wanted`; keep the others unchanged."""
    plain: Any = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    origin: Any = get_origin(plain)
    arguments = get_args(plain)
    if origin is Union and isinstance(data, dict):
        by_type, _ = _members(plain)
        kind = data.get("type")
        if isinstance(kind, str) and kind in by_type:
            return construct(by_type[kind], data)
    try:
        return _adapter(wanted).validate_python(data)
    except pydantic.ValidationError:
        pass
    if origin is Union and isinstance(data, dict):
        _, member = _members(plain)
        if member is not None:
            return construct(member, data)
    wanted = plain
    if inspect.isclass(wanted) and issubclass(wanted, BaseModel):
        return _construct_model(wanted, data) if isinstance(data, dict) else data
    if origin is list and isinstance(data, list):
        return [construct(arguments[0], item) for item in data]
    if origin is dict and isinstance(data, dict):
        return {key: construct(arguments[1], value) for key, value in data.items()}
    if origin is Union:
        container: Any = type(data)
        inner = [each for each in arguments if get_origin(each) is container]
        return construct(inner[0], data) if inner else data
    return data


def _construct_model(model: Type[M], data: Dict[str, Any]) -> M:
    values: Dict[str, Any] = {}
    known = set()
    given = set()
    for name, field in model.model_fields.items():
        key = field.alias if field.alias and field.alias in data else name
        known.add(key)
        if key in data:
            given.add(name)
            values[name] = construct(field.annotation, data[key])
        else:
            values[name] = None if field.is_required() else field.get_default(call_default_factory=True)
    made = model.__new__(model)
    object.__setattr__(made, "__dict__", values)
    object.__setattr__(made, "__pydantic_extra__", {key: data[key] for key in data if key not in known})
    object.__setattr__(made, "__pydantic_fields_set__", given | (set(data) - known))
    object.__setattr__(made, "__pydantic_private__", None)
    object.__setattr__(made, "_unchecked", True)
    return made


@lru_cache(maxsize=256)
def _members(union: Any) -> Tuple[Dict[str, Any], Any]:
    """Return a union's models by `type`, and the model for any other type.

    The latter is the last model if it has no type, as in the unions of this library, else the first.
    """
    models = [a for a in get_args(union) if inspect.isclass(a) and issubclass(a, BaseModel)]
    by_type: Dict[str, Any] = {}
    for model in models:
        field = model.model_fields.get("type")
        if field is not None:
            by_type.update(dict.fromkeys(get_args(field.annotation), model))
    general = [model for model in models[-1:] if model not in by_type.values() and by_type]
    return by_type, next(iter(general or models), None)


def _json_kind(data: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(data), "a number")
