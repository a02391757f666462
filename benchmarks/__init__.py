"""Measurements of the portal: ``python3 run.py bench [ingest] [latency]``."""
