"""Lazy imports: a package's names are imported on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # `typing` would cost more than the rest of `import smarter`

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Mapping, Tuple


def lazily(
    namespace: Dict[str, Any], where: Mapping[str, str], package: str, *others: str
) -> Tuple[Callable[[str], Any], Callable[[], List[str]]]:
    """Return `__getattr__` and `__dir__` for a package, and set its `__all__`.

    Args:
        namespace: its `globals()`; imported values are kept there.
        where: modules below `package` -> the names of each.
        package: the package that the modules belong to.
        others: further public names: those that the package defines, and modules.
    """
    modules = {name: module for module, names in where.items() for name in names.split()}

    def get(name: str) -> Any:
        if name in modules:
            value = getattr(import_module(f"{package}.{modules[name]}"), name)
        elif name in others:
            value = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {namespace['__name__']!r} has no attribute {name!r}")
        namespace[name] = value
        return value

    namespace["__all__"] = sorted([*modules, *others])
    return get, lambda: sorted({*namespace, *modules, *others})
