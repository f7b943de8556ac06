"""The REST API: thin doors to the same querysets, filters and flow functions that the admin uses.

door: what every address has in common; auth, problems, throttles, paging, idempotency: one rule each; the other
modules are the addresses, by subject. routes names them all, for the resolver, the index and the 404.
"""
