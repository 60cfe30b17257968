"""What the columns of a price list are called, in the reader's language and in every other."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from guanjia.rooms.repairs.rules.sheets import NEEDED, SheetWords, folded
from guanjia.rooms.repairs.types import ItemKind, PaidBy

HEADS: Mapping[str, Promise] = {
    "code": pgettext_lazy("column", "Code"),
    "kind": pgettext_lazy("column", "Kind"),
    "title": pgettext_lazy("column", "Item"),
    "title_en": pgettext_lazy("column", "Item in English"),
    "unit": pgettext_lazy("column", "Unit of count"),
    "unit_en": pgettext_lazy("column", "Unit in English"),
    "price": pgettext_lazy("column", "Price in yuan"),
    "warranty_days": pgettext_lazy("column", "Warranty in days"),
    "valid_from": pgettext_lazy("column", "Valid from"),
}
KINDS: Mapping[ItemKind, Promise] = {
    ItemKind.LABOUR: pgettext_lazy("price", "Labour"),
    ItemKind.MATERIAL: pgettext_lazy("price", "Material"),
}
PAID: Mapping[PaidBy, Promise] = {
    PaidBy.WECHAT: gettext_lazy("WeChat"),
    PaidBy.ALIPAY: gettext_lazy("Alipay"),
    PaidBy.CASH: gettext_lazy("Cash"),
    PaidBy.CARD: gettext_lazy("Card"),
    PaidBy.TRANSFER: gettext_lazy("Bank transfer"),
}


def sheet_words() -> SheetWords:
    """What a file may call them, in every language of the house."""
    columns = {folded(name): name for name in HEADS}
    kinds = {folded(kind.value): kind for kind in ItemKind}
    for language, _ in settings.LANGUAGES:
        with override(language):
            columns |= {folded(str(words)): name for name, words in HEADS.items()}
            kinds |= {folded(str(words)): kind for kind, words in KINDS.items()}
    return SheetWords(columns, kinds)


def heads() -> list[str]:
    """The heads of the file to fill in; what must be filled is marked."""
    return [f"{words}{' *' if name in NEEDED else ''}" for name, words in HEADS.items()]
