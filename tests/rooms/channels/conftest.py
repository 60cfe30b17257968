"""The cast with the base handbook, an official account, and the platform's double."""

from collections.abc import Iterator
from typing import Any

import pytest

from guanjia.rooms.channels import services
from guanjia.rooms.channels.double import Double
from guanjia.rooms.channels.types import NewAccount
from tests.cast import Cast
from tests.rooms.channels.callback import AES_KEY, APP_ID, TOKEN


@pytest.fixture
def account(cast: Cast) -> str:
    """The name of the community's account."""
    cast.publish()
    new = NewAccount(
        community_id=cast.garden.id, name="garden", app_id=APP_ID, token=TOKEN, app_secret="s3cret", aes_key=AES_KEY
    )
    services.set_up_account(new)
    return "garden"


@pytest.fixture
def platform(settings: Any) -> Iterator[Double]:
    """The platform's double; what is sent goes there."""
    with Double() as double:
        settings.WECHAT_API = double.address
        yield double
