"""The OpenAPI document as sections for the readable page."""

import json
from typing import Any

BODY_TYPES = ("application/json", "application/octet-stream")


def sections(document: dict[str, Any]) -> dict[str, Any]:
    """Operations by tag, each with its parameters, fields, an example and its answers."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["Other"])[0]
            grouped.setdefault(tag, []).append(_operation(document, path, method, operation))
    return {
        "title": document["info"]["title"],
        "version": document["info"]["version"],
        "about": document["info"]["description"].replace("**", "").replace("`", ""),
        "sections": [{"name": name, "operations": found} for name, found in grouped.items()],
    }


def _operation(
    document: dict[str, Any], path: str, method: str, operation: dict[str, Any]
) -> dict[str, Any]:
    body = _body(document, operation)
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "needs_key": bool(operation.get("security")),
        "parameters": [_parameter(one) for one in operation.get("parameters", ())],
        "fields": _fields(document, body) if body else [],
        "example": _shown(_example(document, body)) if body else "",
        "answers": [
            {"status": status, "words": _resolved(document, one)["description"]}
            for status, one in operation["responses"].items()
        ],
    }


def _parameter(one: dict[str, Any]) -> dict[str, str]:
    return {
        "name": one["name"],
        "place": one["in"],
        "words": one["schema"].get("description", ""),
        "is_required": one.get("required", False),
    }


def _body(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return _resolved(document, schema)


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
    for one in schema.get("anyOf", ()):
        if one.get("type") != "null":
            return _resolved(document, one)
    return schema


def _fields(document: dict[str, Any], body: dict[str, Any]) -> list[dict[str, Any]]:
    required = body.get("required", ())
    return [
        {
            "name": name,
            "type": _type(_resolved(document, schema)),
            "words": schema.get("description", ""),
            "is_required": name in required,
        }
        for name, schema in body.get("properties", {}).items()
    ]


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"] if one != "")
    return str(schema.get("format") or schema.get("type", ""))


def _example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Required fields and those with an example: what one really sends."""
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("type") != "object" and "properties" not in schema:
        return _plain(schema)
    required = schema.get("required", ())
    return {
        name: _example(document, _resolved(document, one))
        for name, one in schema.get("properties", {}).items()
        if name in required or one.get("examples")
    }


def _plain(schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2026-12-01"
    return {"string": "…", "integer": 1, "number": 1.5, "boolean": False, "array": []}.get(
        schema.get("type", ""), "…"
    )


def _shown(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)
