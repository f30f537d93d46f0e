"""One small factory a table; each builds only what matters and flushes."""
