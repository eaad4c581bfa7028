"""Planning a campaign and telling its effect: arithmetic over arrays, without tables and clocks."""
