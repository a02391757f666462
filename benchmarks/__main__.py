"""Run the measurements that are named, all without names; print a table, keep the figures."""

import argparse
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"  # also where the launcher named others

import django

django.setup()

from django.db import connection

from benchmarks import draws, duplicates, ingest, latency, lists, search, subjects
from benchmarks.report import Report

MEASUREMENTS = {
    "ingest": ingest.measure,
    "latency": latency.measure,
    "search": search.measure,
    "subjects": subjects.measure,
    "lists": lists.measure,
    "duplicates": duplicates.measure,
    "draws": draws.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows and seconds")
    options = parser.parse_args()
    if unknown := set(options.names) - MEASUREMENTS.keys():
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    for name, measure in MEASUREMENTS.items():
        if not options.names or name in options.names:
            own = connection.settings_dict["NAME"]
            connection.creation.create_test_db(verbosity=0)
            try:
                report = Report(name)
                measure(report, quick=options.quick)
                report.print()
            finally:
                connection.creation.destroy_test_db(own, verbosity=0)
            if not options.quick:
                report.keep()


if __name__ == "__main__":
    main()
