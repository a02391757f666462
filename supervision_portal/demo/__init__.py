"""The demo: a list with people, firms and gauges to try the portal on."""
