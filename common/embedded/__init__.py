"""Own PostgreSQL and Valkey servers, for a machine that has neither.

Standard library only: the launcher uses these modules before anything is installed.

Whoever needs a server *holds* it: a shared lock on a file, which the system releases when the
process ends, however it ends. The first holder starts a small *keeper* process, the server's
parent, which starts the server again when it dies and stops it when nobody holds it any more.
"""
