"""The verbs of paid repair; they own the transaction."""

from guanjia.rooms.repairs.services.pricing import Sheet, look_at_prices, set_price, take_in_prices
from guanjia.rooms.repairs.services.printing import make_receipt, make_refund, receipt_file, refund_file
from guanjia.rooms.repairs.services.quoting import accept_quote, expire_quotes, offer_quote, refuse_quote
from guanjia.rooms.repairs.services.receipts import take_payment
from guanjia.rooms.repairs.services.refunding import ask_refund, decide_refund, pay_refund
from guanjia.rooms.repairs.services.stocking import count_stock, put_back_materials, take_in_stock, use_materials
from guanjia.rooms.repairs.services.warranties import find_warranty, lift_warranty

__all__ = [
    "Sheet",
    "accept_quote",
    "ask_refund",
    "count_stock",
    "decide_refund",
    "expire_quotes",
    "find_warranty",
    "lift_warranty",
    "look_at_prices",
    "make_receipt",
    "make_refund",
    "offer_quote",
    "pay_refund",
    "put_back_materials",
    "receipt_file",
    "refund_file",
    "refuse_quote",
    "set_price",
    "take_in_prices",
    "take_in_stock",
    "take_payment",
    "use_materials",
]
