"""The front door for agents: a few tools that only read, over the Model Context Protocol.

The tools call the same functions as the command line and know nothing of the protocol; `server` alone does.
"""
