"""The application's database role may read and write rows, and nothing else."""

import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


def run(sql: str) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_it_connects_as_the_application():
    assert run("SELECT current_user") == [("portal_app",)]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE intruder (id int)",
        "DROP TABLE common_user CASCADE",
        "ALTER TABLE common_user ADD intruder int",
        "TRUNCATE common_user CASCADE",
        "UPDATE common_auditentry SET id = id",
        "DELETE FROM common_auditentry",
        "TRUNCATE common_auditentry",
        "UPDATE common_event SET depth = 0",
        "DELETE FROM common_event",
        "ALTER TABLE common_event DISABLE TRIGGER append_only",
        "SET session_replication_role = replica",
    ],
)
def test_it_may_not(sql):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(sql)


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_leaves_empty_tables(django_user_model):
    django_user_model.objects.create(username="left over")


def test_the_flush_went_through_the_owner(django_user_model):
    assert not django_user_model.objects.exists()
