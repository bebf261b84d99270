"""An invented kind, `Widget`: its served schema and its schema file."""

from __future__ import annotations

from typing import Any, Dict

# Served schema: permissive, with references, unions with null, and a recursive type.
SERVED: Dict[str, Any] = {
    "title": "SAMWidget",
    "description": "A widget.",
    "type": "object",
    "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": "#/$defs/WidgetMetadata"},
        "spec": {"$ref": "#/$defs/WidgetSpec"},
        "status": {"anyOf": [{"type": "object"}, {"type": "null"}], "default": None},
    },
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "$defs": {
        "WidgetMetadata": {
            "type": "object",
            "additionalProperties": True,
            "properties": {
                "name": {"type": "string"},
                "description": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "version": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "tags": {
                    "anyOf": [{"items": {"type": "string"}, "type": "array"}, {"type": "null"}],
                    "default": None,
                },
                "annotations": {"anyOf": [{"items": {"type": "object"}, "type": "array"}, {"type": "null"}]},
                "widgetClass": {"type": "string", "default": "plain"},
            },
            "required": ["name", "description", "version"],
        },
        "WidgetSpec": {
            "type": "object",
            "properties": {"config": {"$ref": "#/$defs/WidgetConfig"}, "parts": {"$ref": "#/$defs/Part"}},
            "required": ["config"],
        },
        "WidgetConfig": {
            "type": "object",
            "properties": {
                "size": {"type": "integer", "minimum": 1, "default": 3},
                "colour": {
                    "anyOf": [{"type": "string", "enum": ["red", "green"]}, {"type": "null"}],
                    "default": None,
                },
                "apiToken": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
                "maxTokens": {"type": "integer", "default": 10},
            },
            "required": ["size"],
        },
        "Part": {
            "type": "object",
            "properties": {"label": {"type": "string"}, "inner": {"$ref": "#/$defs/Part"}},
        },
    },
}

WIDGET = """
apiVersion: smarter.sh/v1
kind: Widget
metadata: {name: my_widget, description: a widget, version: 1.0.0, widgetClass: fancy, annotations: {team: us}}
spec:
  config: {size: 5, colour: red, apiToken: hunter2-hunter2}
  parts: {label: lid, inner: {label: screw}}
"""
