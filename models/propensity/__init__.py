"""Who will do a thing, and whom a treatment moves to do it: from a typed table to judged, calibrated models."""
