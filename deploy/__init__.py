"""What `./deploy/demo` and `./deploy/test` do: plain Python, with nothing installed beside it."""
