"""Who may do what: people, roles, sign-in, tokens."""
