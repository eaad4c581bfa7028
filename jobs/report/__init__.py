"""The pages of out/: plain data in, self-contained HTML out; only `reading` touches the lake."""
