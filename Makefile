# Every target below sets up by itself, once. The lines that start with "##" are what "make help" prints.
# tools/targets.mk lists the tables and figures; `python -m reproduce.cli.targets` writes it from their registry.

VENV = .venv
READY = $(VENV)/.ready
DOCS = .venv-docs
RUN = $(VENV)/bin/python -m reproduce

include tools/targets.mk

# Each is made by the command of the same name.
SHOWN = $(EXPERIMENTS) figures weights claims report core all

# MNIST_DIR needs no line here: make hands its variables on to the commands it runs.
ON = $(if $(DEVICE),--device $(DEVICE)) $(if $(ENGINE),--engine $(ENGINE)) $(if $(BACKEND),--backend $(BACKEND))
EPOCHS_JOBS = $(if $(EPOCHS),--epochs $(EPOCHS)) $(if $(JOBS),--jobs $(JOBS)) $(if $(SCHEDULER),--scheduler $(SCHEDULER)) $(ON)
OPTIONS = $(EPOCHS_JOBS) $(if $(SEEDS),--seeds $(SEEDS)) $(if $(RECIPE),--recipe $(RECIPE)) $(if $(DATASET),--dataset $(DATASET)) $(if $(filter-out 0,$(PRETRAINED)),--pretrained) $(ARGS)
TRAINING = $(ON) $(if $(EPOCHS),--epochs $(EPOCHS)) $(if $(DATASET),--dataset $(DATASET)) $(if $(OUT),--out "$(OUT)") $(ARGS)

# One process of tests per core; the tests of a file share what they have compiled.
SPREAD = -n auto --dist loadfile
# What the tests of every Python run in; the newest first.
PYTHONS = 3.14 3.13 3.12 3.11 3.10 3.9 3.8

.PHONY: help setup doctor demo $(SHOWN) animations explore infer publish recipes train lint docs pages notebooks test test-heavy test-slow test-all bench lock docker docker-table1 docker-cuda-jax dist clean

## help           this list
help:
	@sed -n 's/^## //p' Makefile tools/targets.mk
	@echo
	@echo "Options: MNIST_DIR=folder DATASET=mnist|digits|rot-mnist|rot-digits SEEDS=n RECIPE=thesis|author|inferred|tuned EPOCHS=n JOBS=n OUT=folder SCHEDULER=address DEVICE=cpu|cuda|auto ENGINE=theano|pytensor BACKEND=c|numba|jax|auto PRETRAINED=1, anything else in ARGS='...'"

## setup          the virtual environment .venv; PYTHON=python3.9 chooses another Python           1 min
setup: $(READY)
	@echo "$(VENV) is ready: make demo, make table1; make help lists all"

## doctor         what is installed, how fast it is, and what is wrong                             10 s
doctor: $(READY)
	$(RUN) doctor $(if $(ENGINE),--engine $(ENGINE)) $(if $(BACKEND),--backend $(BACKEND)) $(ARGS)

## demo           all four models, briefly, on digits that need no download                        90 s
demo: $(READY)
	$(RUN) demo $(EPOCHS_JOBS) $(ARGS)

## figures        figures 1 to 9
## weights        pretrained weights from what is trained; figure6 to figure12, table1: PRETRAINED=1
## claims         every claim of the thesis with a verdict
## report         results/report.html, one page of all that there is                              10 s
## core           Table 1, figures 1 to 9, sample quality, claims and report                      1 h
## all            every table and figure below but readings, claims and report                    hours
$(SHOWN): $(READY)
	$(RUN) $@ $(OPTIONS)

## explore        results/explore.html, a page to play with; ARGS=folder: a training of yours       10 s
explore: $(READY)
	$(RUN) explore $(ON) $(ARGS)

## animations     pictures that move, from the pretrained weights: a walk through z, a sweep of u     1 min
animations: $(READY)
	$(RUN) animations $(ON) $(ARGS)

## infer          which reading the thesis most probably ran, from results/evidence                20 s
infer: $(READY)
	$(RUN) infer $(ARGS)

## publish        docs/report.html, the copy of the report that is committed                       10 s
publish: $(READY)
	$(RUN) report $(ON)
	cp results/report.html docs/report.html

## recipes        what each recipe makes of Table 1, figure 5, samples and claims, side by side    2 s
recipes: $(READY)
	$(RUN) recipes $(ON) $(ARGS)

## train          one model: make train MODEL=vae|tvae_affine|tvae_tps|dtvae_affine                2 to 4 min
train: $(READY)
	$(RUN) train $(MODEL) $(TRAINING)

## lint           ruff and mypy: likely mistakes, the format of the code, the types of the public API  10 s
lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

## docs           these pages as a site, in site/; a broken link is an error                       10 s
docs: $(DOCS)/.ready
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --strict

## pages          the generated parts of the README and of docs/                                   5 s
pages: $(READY)
	$(VENV)/bin/python -m tools.pages

## notebooks      the pages of docs/notebooks/, from running its scripts                            2 min
notebooks: $(READY)
	$(VENV)/bin/python -m tools.notebooks

## test           the tests that take a moment each                                                5 min
test: $(READY)
	OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -q $(SPREAD) -m "not heavy and not slow" tests $(ARGS)

## test-heavy     those that take seconds each: whole trainings, engines compared, the explorer    6 min
test-heavy: $(READY)
	OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -q $(SPREAD) -m "heavy and not slow" tests $(ARGS)

## test-slow      those that take minutes each, with MNIST_DIR
test-slow: $(READY)
	$(VENV)/bin/python -m pytest -q -m slow tests $(ARGS)

## test-all       the tests on every Python from 3.8 on that runs here, each in .venv-3.X           6 to 12 min each
test-all:
	@for version in $(PYTHONS); do \
	  if python$$version -c "" 2>/dev/null; then \
	    echo "== Python $$version"; \
	    VENV=.venv-$$version PYTHON=python$$version tools/setup.sh && \
	    OMP_NUM_THREADS=1 .venv-$$version/bin/python -m pytest -q $(SPREAD) -m "not slow" tests $(ARGS) \
	      || exit 1; \
	  fi; \
	done

## bench          speed beside PyTorch and JAX; ARGS=--check: same losses; ARGS=--scaling: how it grows
bench: $(READY)
	BENCH_DEVICE=$(DEVICE) $(VENV)/bin/python -m benchmarks.bench $(ARGS)

## docker         the image "reproduce": CUDA and the same locked packages
docker:
	docker build -t reproduce .

## docker-cuda-jax the image "reproduce-jax": PyTensor through JAX on a GPU
docker-cuda-jax:
	docker build --target cuda-jax -t reproduce-jax .

## docker-table1  Table 1 in that image; reads MNIST_DIR, writes results/
docker-table1: docker
	mkdir -p results
	docker run --rm --user "$$(id -u):$$(id -g)" $(DOCKER_ARGS) \
	  $(if $(MNIST_DIR),-v "$(abspath $(MNIST_DIR)):/data") -v "$(CURDIR)/results:/results" reproduce table1 $(OPTIONS)

## dist           a wheel and an sdist, pretrained weights included, in dist/
dist: $(READY)
	rm -rf build dist
	$(VENV)/bin/python setup.py -q sdist bdist_wheel

## lock           the lock files again after a change of setup.py; ARGS=--upgrade takes newer ones  1 min
lock:
	tools/lock.sh $(ARGS)

## clean          removes what setup made; results stay
clean:
	rm -rf $(VENV) .venv-3.* $(DOCS) site benchmarks/.venv .python .pytest_cache build dist *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

# .ready holds the PYTHON that setup was asked for: to ask for another one is a reason to set up again.
ifneq ($(PYTHON),)
ifneq ($(PYTHON),$(shell cat $(READY) 2>/dev/null))
.PHONY: $(READY)
endif
endif

$(READY): setup.py requirements/build.txt requirements/lock.txt requirements/lock-pytensor.txt
	@VENV='$(VENV)' PYTHON='$(PYTHON)' tools/setup.sh

$(DOCS)/.ready: requirements/docs.txt tools/docs.sh
	@PYTHON='$(PYTHON)' tools/docs.sh
