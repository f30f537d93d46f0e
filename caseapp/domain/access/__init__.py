"""Who may do what: roles, permissions, posts and the pairs of posts nobody may hold together."""
