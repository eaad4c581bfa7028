"""One module per dimension of customer features."""
