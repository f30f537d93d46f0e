"""Reading rows. Every list is scoped by `reach.within` and ordered."""
