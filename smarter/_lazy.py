"""Names of a package that are imported when they are first used (PEP 562)."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # `typing` would cost more than the rest of `import smarter`

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Mapping, Tuple


def lazily(
    namespace: Dict[str, Any], where: Mapping[str, str], package: str
) -> Tuple[Callable[[str], Any], Callable[[], List[str]]]:
    """The `__getattr__` and `__dir__` of a package.

    Args:
        namespace: its `globals()`, with `__all__`; what was imported stays there.
        where: the module of each name, below `package`; a name of `__all__` that is not there is a module itself.
        package: what the modules' names begin with.
    """

    def get(name: str) -> Any:
        if name in where:
            value = getattr(import_module(f"{package}.{where[name]}"), name)
        elif name in namespace["__all__"]:
            value = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {namespace['__name__']!r} has no attribute {name!r}")
        namespace[name] = value
        return value

    return get, lambda: sorted({*namespace, *namespace["__all__"]})
