"""职务 — what the posts that people hold are called, for whoever must name one."""

from enum import Enum
from typing import Final

POSTS: Final = {
    "clerk": "承办人",
    "secrecy_reviewer": "保密审查员",
    "reviewer": "审核人",
    "approver": "审批人",
    "office": "领导小组办公室",
    "publisher": "发布人",
    "handler": "意见承办人",
    "member": "党员",
    "supervisor": "监督员",
    "auditor": "审计员",
    "admin": "管理员",
    "leader": "领导小组组长",
    "deputy_leader": "领导小组副组长",
    "first_responsible": "第一责任人",
    "directly_responsible": "直接责任人",
    "secretary": "党组织书记",
    "security_admin": "安全管理员",
    "committee_member": "县委委员",
    "discipline_member": "县纪委委员",
    "investor": "客商",
}

CALLED: Final = frozenset(POSTS.values())


def named(post: str | Enum) -> str:
    """Return what people call a post; what is none is returned as it is."""
    word = post.value if isinstance(post, Enum) else post
    return POSTS.get(word, str(word))
