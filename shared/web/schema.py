"""The description of a service for programs (OpenAPI), as strict as the service itself."""

from typing import Any, Final

from litestar._openapi.plugin import handle_schema_path_not_found
from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Schema
from litestar.router import Router
from litestar.typing import FieldDefinition

VERSION: Final = "1"


class ClosedStructs(StructSchemaPlugin):
    """Says of a command what Litestar keeps to itself: unknown fields are refused."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Return whether this is a Struct that forbids unknown fields."""
        if not super().is_plugin_supported_field(field_definition):
            return False
        return bool(field_definition.annotation.__struct_config__.forbid_unknown_fields)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        """Return the Struct's schema, closed."""
        schema = super().to_openapi_schema(field_definition, schema_creator)
        schema.additional_properties = False
        return schema


class Description(JsonRenderPlugin):
    """接口说明 — as JSON at ``<prefix>/schema``, and nothing below it."""

    def receive_router(self, router: Router) -> None:
        """Let the house itself say that there is nothing below: the library says it in English."""
        router.guards = [_nothing_below]


def _nothing_below(_: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    if handler.fn.__name__ == handle_schema_path_not_found.__name__:
        raise NotFoundException


def described(name: str) -> OpenAPIConfig:
    """Return how a service describes itself, at ``<prefix>/schema``."""
    return OpenAPIConfig(
        title=f"gongkai {name}",
        version=VERSION,
        path="/schema",
        render_plugins=[Description()],
    )
