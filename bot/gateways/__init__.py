"""Gateways: one adapter per chat platform, payload → Event, Action → call."""
