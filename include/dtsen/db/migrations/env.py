"""Alembic environment: runs on the connection (or engine) handed over by `dtsen.db.migrate` or by a test."""

from alembic import context
from sqlalchemy import Connection

from dtsen import db

diberikan = context.config.attributes.get("connection") or db.engine()
connection = diberikan if isinstance(diberikan, Connection) else diberikan.connect()
context.configure(connection=connection, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
