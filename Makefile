# make demo   plan a small made-up district end to end and check the plan
# make test   run every test        make lint    ruff and mypy --strict
# make bench  the planner beside its peers        make growth  how time grows up to a city        make clean  tidy up
# make bench-verify  how long a dossier takes to be verified
# make history  what recording and remembering costs, beside the bare database
# make http  an enterprise's year with 200 clients, beside a bare select
# make faults  commands killed hundreds of times
# make any-request  Schemathesis, longer than in the tests
# make fairness  how even the draws are, over thousands of seeds        make year  four rounds in a row
BIN := .venv/bin
PYTHONS := python3.11 python3.12 python3.13 python3
STAMP := .venv/.installed

.PHONY: demo test lint bench growth bench-verify history http any-request faults fairness year clean

demo: $(STAMP)
	@$(BIN)/chayici demo

test: $(STAMP)
	@$(BIN)/python -m pytest -q -n auto $(ARGS)

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(STAMP)
	@$(BIN)/python -m benchmarks $(ARGS)

growth: $(STAMP)
	@$(BIN)/python -m benchmarks.growth $(ARGS)

bench-verify: $(STAMP)
	@$(BIN)/python -m benchmarks.verify $(ARGS)

history: $(STAMP)
	@$(BIN)/python -m benchmarks.history $(ARGS)

http: $(STAMP)
	@$(BIN)/python -m benchmarks.http $(ARGS)

any-request: $(STAMP)
	@CHAYICI_EXAMPLES=300 $(BIN)/python -m pytest -q tests/api/http/test_any_request.py $(ARGS)

faults: $(STAMP)
	@$(BIN)/python -m benchmarks.faults $(ARGS)

fairness: $(STAMP)
	@$(BIN)/python -m benchmarks.fairness $(ARGS)

year: $(STAMP)
	@$(BIN)/python -m benchmarks.year $(ARGS)

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis chayici-demo*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt
	@for python in $(PYTHONS); do \
	    if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        $$python -m venv --clear .venv && exit 0; fi; \
	done; \
	echo "需要 Python 3.11 或更新版本（含 venv），没有找到 / Python 3.11 or newer with venv is needed; tried: $(PYTHONS)" >&2; \
	exit 1
	@echo "安装依赖（只需一次）/ Installing dependencies, once …" >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt setuptools
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[test]'
	@touch $@
