"""Fixed wording with its slots filled."""

from guanjia.rooms.handbook.types.needs import Script
from guanjia.shared.errors import Refused, gettext_noop


def said(script: Script, language: str = "zh", /, **slots: str) -> str:
    """The words of a script. Raises Refused when a slot it needs is not given; slots it has not are left alone."""
    missing = [slot for slot in script.slots if slot not in slots]
    if missing:
        message = gettext_noop("The wording %(code)s needs %(slots)s. Fill it in and send again.")
        raise Refused("handbook.slot", message, {"code": script.code, "slots": ", ".join(missing)})
    text = script.text.told_in(language)
    for slot in script.slots:
        text = text.replace("{" + slot + "}", slots[slot])
    return text
