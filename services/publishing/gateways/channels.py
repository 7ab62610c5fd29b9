"""The contract with channel adapters, as an AsyncAPI document made from the code.

``python -m services.publishing.gateways.channels`` prints it; docs/asyncapi.json keeps it.
"""

import json as plain
import sys
from typing import Any, Final

from faststream.nats import JStream, NatsBroker
from faststream.specification import AsyncAPI
from msgspec import json

from services.publishing.domain.letters import CHANNELS, STREAM, CloudEvent

SUBJECT: Final = "channels.{channel}.{audience}.{unit}"
TITLE: Final = "公开平台 · 渠道"
DESCRIPTION: Final = (
    "每一件公开、更正、撤回，按渠道、对象、单位各发一封信。"
    "渠道：{channels}。对象：society 社会，party 党内，unit 本单位，persons 特定人员，"
    "applicant 申请人。同一封信可能收到两次，id 相同；data.url 和 data.proof 是站内路径。"
)
PURPOSE: Final = "渠道信，CloudEvents 1.0 JSON；消息头 Nats-Msg-Id 等于 id。"


class Told(CloudEvent, frozen=True, kw_only=True):
    """渠道信 — with the two methods by which FastStream learns the shape of a msgspec Struct."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> dict[str, Any]:
        """Say that anything may pass: this class only describes, it never reads."""
        del source, handler
        return {"type": "any"}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Return the shape that msgspec knows, without references."""
        del schema, handler
        _, shapes = json.schema_components([CloudEvent], ref_template="{name}")
        whole: dict[str, Any] = _whole(shapes["CloudEvent"], shapes)
        return whole


def asyncapi() -> bytes:
    """Return the document: the same code gives the same bytes."""
    broker = NatsBroker("nats://localhost:4222")
    broker.publisher(
        SUBJECT,
        schema=Told,
        title="channels",
        description=PURPOSE,
        stream=JStream(STREAM, declare=False),
    )
    names = "、".join(f"{each.value} {form}" for form, each in CHANNELS.items())
    document = AsyncAPI(
        broker,
        title=TITLE,
        version="1",
        description=DESCRIPTION.format(channels=names),
        schema_version="3.0.0",
    ).to_specification()
    told = plain.dumps(plain.loads(document.to_json()), ensure_ascii=False, indent=2)
    return f"{told}\n".encode()


def _whole(shape: Any, shapes: dict[str, Any]) -> Any:
    """Return a shape with every reference replaced by what it refers to."""
    if isinstance(shape, list):
        return [_whole(each, shapes) for each in shape]
    if not isinstance(shape, dict):
        return shape
    if "$ref" in shape:
        return _whole(shapes[shape["$ref"]], shapes)
    return {name: _whole(each, shapes) for name, each in shape.items()}


if __name__ == "__main__":
    sys.stdout.buffer.write(asyncapi())
