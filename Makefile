# A thin skin over `python3 -m devtools`, for hands that type make.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test check bench

help run:
	@$(PYTHON) -m devtools $@

check:
	@$(PYTHON) -m devtools $@ $(if $(FIX),--fix)

test bench:
	@$(PYTHON) -m devtools $@ $(if $(SLOW),--slow) $(if $(COVERAGE),--coverage) $(ARGS)
