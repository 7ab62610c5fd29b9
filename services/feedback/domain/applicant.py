"""申请人 — whether what somebody says of themselves can be true: name, number, contact (F1)."""

import unicodedata
from datetime import date
from typing import Final

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from services.feedback.domain.request_words import Applicant, Document
from services.feedback.domain.writing import written
from shared.decider import InvalidError

OTHER: Final = 30  # characters of the number of another document at most
SHORTEST: Final = 5
CARD: Final = 18


class NameMissingError(InvalidError):
    """请填写申请人姓名，与证件上的姓名一致。"""


class ContactMissingError(InvalidError):
    """请填写联系方式（电话、邮箱或者地址），以便把答复送到您本人。"""


class IdNumberError(InvalidError):
    """身份证号码不对，请核对。"""


class IdLengthError(IdNumberError):
    """身份证号码应当是18位，请核对。"""


class IdShapeError(IdNumberError):
    """身份证号码只能有17位数字，最后一位是数字或者X，请核对。"""


class IdChecksumError(IdNumberError):
    """身份证号码的校验位不对，可能有一位写错，请对照证件核对。"""


class IdBirthError(IdNumberError):
    """身份证号码里的出生日期不存在，请对照证件核对。"""


class DocumentNumberError(InvalidError):
    """请填写证件号码，5到30个字母或者数字。"""


def applicant(name: str, document: Document, number: str, contact: str, today: date) -> Applicant:
    """Return an applicant as they will be kept, sealed.

    Raises:
        NameMissingError, ContactMissingError: nothing was filled in.
        IdNumberError: no identity card has such a number.
        DocumentNumberError: no document has such a number.

    """
    if not name.strip():
        raise NameMissingError(field="name")
    if not contact.strip():
        raise ContactMissingError(field="contact")
    return Applicant(
        name=written(name, "name"),
        document=document,
        number=_number(document, number, today),
        contact=written(contact, "contact"),
    )


def _number(document: Document, typed: str, today: date) -> str:
    number = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if document is Document.ID_CARD:
        return _of_card(number, today)
    if not (SHORTEST <= len(number) <= OTHER and number.replace("-", "").isalnum()):
        raise DocumentNumberError(field="number")
    return number


def _of_card(number: str, today: date) -> str:
    if len(number) != CARD:
        raise IdLengthError(field="number")
    if not (number.isascii() and number[:-1].isdigit() and number[-1] in "0123456789X"):
        raise IdShapeError(field="number")
    if number[-1] != ric.calc_check_digit(number):
        raise IdChecksumError(field="number")
    return _born(number, today)


def _born(number: str, today: date) -> str:
    try:
        birth = ric.get_birth_date(number)
    except InvalidComponent:
        raise IdBirthError(field="number") from None
    if birth > today:
        raise IdBirthError(field="number")
    return number
