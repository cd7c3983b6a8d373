"""Entry point of Alembic: the steps, on the connection that :func:`emfassess.register.migrations.upgrade` gives."""

from alembic import context

from emfassess.register.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
