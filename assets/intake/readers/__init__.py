"""
Readers: from a file as it was sent to rows in a staging table.

`archives` unpacks safely, `worker` (a process of its own, with limits, without network, without Django) looks at
the file and streams its rows, `stream` starts it and lets PostgreSQL COPY what it sends.
"""
