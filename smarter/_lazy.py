"""Lazy imports: a package's names are imported on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # `typing` would cost more than the rest of `import smarter`

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Mapping, Tuple


def lazily(
    namespace: Dict[str, Any], where: Mapping[str, str], package: str
) -> Tuple[Callable[[str], Any], Callable[[], List[str]]]:
    """Return `__getattr__` and `__dir__` for a package.

    Args:
        namespace: its `globals()`, with `__all__`; imported values are kept there.
        where: the module of each name, below `package`; a name of `__all__` without one is a module itself.
        package: the package that the modules belong to.
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
