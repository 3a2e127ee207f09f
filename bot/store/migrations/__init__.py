"""How the tables came to be, one step a file (Alembic).

Steps 0002 and 0008 were withdrawn before a release. `down_revision` sets the order: 0007 comes after 0009.
"""
