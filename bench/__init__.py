"""Side-by-side measurements against peers that do the same work, checked to give the same answers."""
