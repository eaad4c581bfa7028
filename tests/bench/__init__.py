"""Peers and their measuring."""
