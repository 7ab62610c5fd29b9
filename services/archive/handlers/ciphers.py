"""密码算法 — which algorithm is at work for what, and do those of the state give what they must."""

from msgspec import Struct

from services.archive.gateways.sm2 import Sm2Signer
from shared.ciphers import AES, NATIONAL, sm3_is_right, sm4_is_right


class Suite(Struct, frozen=True, kw_only=True):
    """算法 — ``national`` tells whether one of the state's own (国密) is among them.

    ``tested``: just now it gave what the standard's example says.
    """

    use: str
    algorithms: tuple[str, ...]
    national: bool
    tested: bool = True


def suites(second: object, *, national: bool) -> tuple[Suite, ...]:
    """Say what is at work; ``second`` signs the second line, ``national`` seals with SM4."""
    sm2 = isinstance(second, Sm2Signer)
    signing = ("Ed25519", "SM2（SM3 摘要）") if sm2 else ("Ed25519",)
    return (
        Suite(use="检查点签名", algorithms=signing, national=sm2),
        Suite(use="日志的哈希树", algorithms=("SHA-256",), national=False),
        Suite(
            use="附件和案卷的摘要",
            algorithms=("SHA-256", "SHA-512", "SM3"),
            national=True,
            tested=sm3_is_right(),
        ),
        Suite(
            use="个人信息的密封",
            algorithms=((NATIONAL if national else AES).name,),
            national=national,
            tested=sm4_is_right() if national else True,
        ),
    )
