"""What runs: one module per job and the command line over them; only here are tables read and written."""
