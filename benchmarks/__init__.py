"""How fast it is, measured against bare anchors on the same machine. Run it with `make bench`; `README.md` says how to read the table."""
