"""How far goods and money of an order have gone back."""

import pytest
from woo.return_state import ReturnedLine, ReturnState, return_state

NONE, GOODS, MONEY, PARTLY, BOTH = ReturnState


@pytest.mark.parametrize(
    ("ordered", "delivered", "returned", "refunded", "state"),
    [
        (3, 0, 0, 0, NONE),
        (3, 3, 0, 0, NONE),
        # refunded before it left: nothing is to come back
        (3, 0, 0, 1, NONE),
        (3, 0, 0, 3, NONE),
        (3, 2, 0, 1, NONE),
        # one of these two had left
        (3, 2, 0, 2, MONEY),
        (3, 3, 0, 1, MONEY),
        (3, 3, 1, 0, GOODS),
        (3, 3, 1, 1, BOTH),
        (3, 3, 3, 3, BOTH),
        (3, 3, 2, 1, PARTLY),
        (3, 3, 1, 2, PARTLY),
        (3, 2, 1, 2, BOTH),
        # came back, and was sent once more
        (3, 4, 1, 0, NONE),
        (3, 4, 2, 0, GOODS),
        (3, 4, 2, 1, BOTH),
        # weights
        (0.3, 0.1 + 0.2, 0.1, 0.1, BOTH),
        (0.3, 0.1 + 0.2, 0.0, 0.0, NONE),
    ],
)
def test_one_line(ordered, delivered, returned, refunded, state):
    line = ReturnedLine(ordered, delivered, returned, refunded)
    assert return_state([line]) is state


def test_no_line():
    assert return_state([]) is NONE


@pytest.mark.parametrize(
    ("second", "state"),
    [
        (ReturnedLine(2, 2, 0, 0), BOTH),
        (ReturnedLine(2, 2, 2, 2), BOTH),
        (ReturnedLine(2, 2, 1, 0), PARTLY),
        (ReturnedLine(2, 2, 0, 1), PARTLY),
        # not sent, and therefore not expected back
        (ReturnedLine(2, 0, 0, 2), BOTH),
    ],
)
def test_a_second_line_beside_one_that_is_settled(second, state):
    assert return_state([ReturnedLine(1, 1, 1, 1), second]) is state


def test_one_piece_came_back_and_another_was_refunded():
    came, refunded = ReturnedLine(1, 1, 1, 0), ReturnedLine(1, 1, 0, 1)
    assert return_state([came, refunded]) is PARTLY
