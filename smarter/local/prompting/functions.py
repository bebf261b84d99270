"""The platform's own functions: calculator, dates, weather."""

from __future__ import annotations

import ast
import operator
from datetime import date, datetime, timedelta
from typing import Any, Callable, Dict, Mapping, Tuple

_OPERATORS: Dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}

_FORMATS = {"ISO": "%Y-%m-%d", "US": "%m/%d/%Y", "EU": "%d/%m/%Y"}


def calculate(given: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the value of an arithmetic expression.

    Raises ValueError and ArithmeticError.
    """
    expression = str(given["expression"])
    if len(expression) > 200:
        raise ValueError("the expression is longer than 200 characters")
    return {"expression": expression, "result": _value(ast.parse(expression, mode="eval").body)}


def _value(node: ast.AST) -> Any:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left), _value(node.right)
        # 9**9**9 would take longer than any client waits.
        if isinstance(node.op, ast.Pow) and (abs(right) > 1000 or abs(left) > 1e6):
            raise ValueError("the power is too large")
        return _OPERATORS[type(node.op)](left, right)
    raise ValueError("only numbers, + - * / // % ** and parentheses can be calculated")


def dates(given: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the result of an operation on dates. Raises ValueError."""
    days = [_date(text) for text in given["dates"]]
    operation = given["operation"]
    if not days or (operation == "difference" and len(days) != 2):
        raise ValueError("difference needs two dates, every other operation at least one")
    if operation == "difference":
        return {"days": (days[1] - days[0]).days}
    if operation in ("oldest", "newest"):
        return {"date": (min if operation == "oldest" else max)(days).isoformat()}
    if operation == "convert":
        return {"date": days[0].strftime(_FORMATS[given.get("date_format", "ISO")])}
    if operation in ("add", "subtract"):
        step = timedelta(days=int(given.get("days", 0)))
        return {"date": (days[0] + step if operation == "add" else days[0] - step).isoformat()}
    raise ValueError(f"unknown operation {operation!r}")


def _date(text: str) -> date:
    for form in _FORMATS.values():
        try:
            return datetime.strptime(text.strip()[:10], form).date()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a date such as 2026-01-31, 01/31/2026 or 31/01/2026")


def weather(given: Mapping[str, Any]) -> Dict[str, Any]:
    """Raise ValueError: an invented forecast would mislead."""
    raise ValueError(f"the embedded platform has no weather service to ask about {given.get('location')!r}")


def _schema(properties: Dict[str, Any], *required: str) -> Dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


# Name -> description, parameters as JSON Schema, and the function.
FUNCTIONS: Dict[str, Tuple[str, Dict[str, Any], Callable[[Mapping[str, Any]], Any]]] = {
    "calculator": (
        "Calculate the value of an arithmetic expression.",
        _schema({"expression": {"type": "string", "description": "Such as (2 + 3) * 4."}}, "expression"),
        calculate,
    ),
    "date_calculator": (
        "Compare, convert or shift dates.",
        _schema(
            {
                "dates": {"type": "array", "items": {"type": "string"}, "description": "Such as 2026-01-31."},
                "operation": {
                    "type": "string",
                    "enum": ["difference", "oldest", "newest", "convert", "add", "subtract"],
                    "description": "What to do with them.",
                },
                "date_format": {"type": "string", "enum": list(_FORMATS), "description": "For convert."},
                "days": {"type": "integer", "description": "For add and subtract."},
            },
            "dates",
            "operation",
        ),
        dates,
    ),
    "get_current_weather": (
        "Tell the weather at a place now.",
        _schema(
            {
                "location": {"type": "string", "description": "A city, such as Boston, MA."},
                "unit": {"type": "string", "enum": ["METRIC", "USCS"]},
            },
            "location",
        ),
        weather,
    ),
}
