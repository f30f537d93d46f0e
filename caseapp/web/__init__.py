"""The HTTP door: one package a feature, `support` for what they share."""
