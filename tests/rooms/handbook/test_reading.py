"""What is read of a file belongs to who reads it."""

from guanjia.rooms.handbook.rules.reading import read_yaml


def test_a_reader_may_change_what_was_read_and_the_next_one_does_not_see_it() -> None:
    content = b"roles:\n  - {code: desk}\n  - {code: desk}\n"
    first = read_yaml("roles.yaml", content)
    first.data["roles"][0]["code"] = "changed"
    first.lines.clear()
    again = read_yaml("roles.yaml", content)
    assert again.data == {"roles": [{"code": "desk"}, {"code": "desk"}]}
    assert again.lines[("roles", 1)] == 3
