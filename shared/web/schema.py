"""The description of a service for programs (OpenAPI), as strict as the service itself."""

from typing import Any, Final

from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Schema
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


def described(name: str) -> OpenAPIConfig:
    """Return how a service describes itself, at ``<prefix>/schema``."""
    return OpenAPIConfig(
        title=f"gongkai {name}",
        version=VERSION,
        path="/schema",
        render_plugins=[JsonRenderPlugin()],
    )
