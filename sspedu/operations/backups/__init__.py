"""Copies of the database: made while it is used, verified before they count, and put back.

A copy is a folder with the database in one file and a manifest that says what must be found in it. Only the database: what else lies in
`var/` is mail that was written for a demo, whose links are worth a password, and a demo's own secret, which signs nothing but its cookies.
"""
