"""What residents say, line by line: the sentence, and its class and urgency where they are not the topic's."""

from collections.abc import Iterator, Mapping

from guanjia.rooms.handbook.types.needs import Example, Examples, Topic

BAR = "|"


def marks_of(line: str) -> list[str]:
    """The class and urgency written before the bar of a line; none without a bar."""
    before, bar, _ = line.partition(BAR)
    return before.split() if bar else []


def examples_of(said: Mapping[str, Examples], topics: Mapping[str, Topic]) -> Iterator[Example]:
    """Every sentence of the topics this book has, in the order of the topics; their own short examples come first."""
    for code, topic in topics.items():
        level = topic.urgency or ""
        for text in topic.examples:
            yield Example(text, code, topic.class_, level)
        for line in said[code].said.splitlines() if code in said else ():
            marks = marks_of(line)
            text = line.partition(BAR)[2] if marks else line
            case_class = next((mark for mark in marks if mark.isupper()), topic.class_)
            urgency = next((mark for mark in marks if not mark.isupper()), level)
            if text.strip():
                yield Example(text.strip(), code, case_class, urgency)
