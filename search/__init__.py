"""The ground floor: what a question is, how it is read, and the engines that answer it.

Start with `search.model` (the values) and `search.engine` (the two protocols).
"""
