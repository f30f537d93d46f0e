"""The demo world: a federation with its books, people and payments, the same bytes each time."""
