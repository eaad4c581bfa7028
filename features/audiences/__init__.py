"""Audiences: who is meant by tags, offices and features, and the index that counts them."""
