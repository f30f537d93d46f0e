"""Verbs: check, decide, do, record. `(session, actor, *, …)`; they never commit."""
