CUSTOMERS ?= 20000
ARGS ?=
PROCESSES ?= 2
PYTEST = .venv/bin/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

# otherwise each of the many short processes compiles every module anew
unexport PYTHONDONTWRITEBYTECODE

# scripts/bootstrap writes down which Java it found; recipes read that after it has run
JAVA = JAVA_HOME="$$(cat .venv/java_home)"

.DEFAULT_GOAL := help
.PHONY: help bootstrap demo test slow soak lint types docs lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile

bootstrap: ## prepare Python, Java and fonts (the other targets do it by themselves)
	@scripts/bootstrap

demo: bootstrap ## make-believe province, whole pipeline, deliverables in out/ (CUSTOMERS=20000)
	$(JAVA) .venv/bin/gridtag demo --customers $(CUSTOMERS) $(ARGS)

test: bootstrap ## run the tests (ARGS="-k name" to choose, ARGS="-m 'not soak'" for the slow ones too, PROCESSES=0 for one)
	$(JAVA) $(PYTEST) $(ARGS)

slow: bootstrap ## run the tests over the sample province, which `make test` leaves out
	$(JAVA) $(PYTEST) -m "slow and not soak" $(ARGS)

soak: bootstrap ## run the longest tests, which only repeat at length what shorter ones show
	$(JAVA) $(PYTEST) -m soak $(ARGS)

lint: bootstrap ## check style and format
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: bootstrap ## check types
	scripts/types

docs: bootstrap ## write the generated part of docs/ anew
	.venv/bin/gridtag features docs
	.venv/bin/gridtag landing docs

lock: bootstrap ## resolve requirements.lock anew (ARGS=--upgrade for the newest versions)
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --all-extras --generate-hashes \
		--custom-compile-command "make lock" $(ARGS) pyproject.toml -o requirements.lock

clean: ## remove caches and builds; keeps .venv, lake/, landing/ and out/
	rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf spark-warehouse metastore_db derby.log
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
