"""The one file a cluster's spark-submit is given: the command line, inside the session it brings."""

from gridtag.jobs.cli import main

if __name__ == "__main__":
    main()
