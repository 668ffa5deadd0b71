# Bitaqa: two commands matter, `make run` and `make test`. `make help` lists the others.

PYTHON ?= python3
VENV := .venv/bin
ARGS ?=
SECONDS ?= 600

.DEFAULT_GOAL := help
.PHONY: help run test check states lock setup docs bench-intake bench-cards bench-fingers bench-identify bench-names bench-plan bench-specimens bench-portraits chaos two-centres fuzz-icao clean bench-screening bench-audit bench-tours bench-places bench-map bench-keyboard

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: ## set up, start the centre and a station, play a campaign (ARGS=--exit leaves after the bulletin)
	@$(PYTHON) tools/setup.py run
	@exec $(VENV)/bitaqa play $(ARGS)

test: ## set up and run every test (ARGS="centre -k journal" for some)
	@$(PYTHON) tools/setup.py test
	@$(VENV)/python tools/run_tests.py $(ARGS)

check: ## style, types, directions, migrations, documentation
	@$(PYTHON) tools/setup.py test
	@$(VENV)/python tools/check.py $(ARGS)

setup: ## only set up (for development: with the test tools)
	@$(PYTHON) tools/setup.py test

docs: ## build the documentation site into build/site
	@$(PYTHON) tools/setup.py docs
	@$(VENV)/python tools/check.py docs

states: ## draw the state diagrams of the documentation anew
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa states $(ARGS)

lock: ## resolve the dependencies anew and write the locks (ARGS=--upgrade takes newer versions)
	@$(PYTHON) tools/setup.py test
	@$(VENV)/python tools/lock.py $(ARGS)

bench-intake: ## measure intake; the table is also written to build/bench/intake.json
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-intake $(ARGS)

bench-names: ## measure names on a file of pairs: make bench-names PAIRS=path (also build/bench/names.json)
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-names $(PAIRS) $(ARGS)

bench-cards: ## measure the making of faces and chips; the tables are also written to build/bench/{faces,cards}.json
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-faces; faces=$$?; $(VENV)/bitaqa bench-cards $(ARGS) && exit $$faces

bench-specimens: ## measure what the simulated device costs; also in build/bench/specimens.json
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-specimens $(ARGS)

bench-portraits: ## measure how often a face and its eyes are found (DIR= pictures of one face each); build/bench/portraits.json
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-portraits $(if $(DIR),--dir "$(DIR)") $(ARGS)

two-centres: ## both issuing centres make 4,315 cards (a thousandth of 2022), Rabat silent in the middle; also build/bench/{two-centres,promises}.json
	@$(PYTHON) tools/setup.py test
	@SPLIT_2022=full $(VENV)/python -m pytest -q -s tests/centre/production/test_split_2022.py tests/centre/production/test_promises.py $(ARGS)

fuzz-icao: ## damaged files at every parser of Doc 9303 (SECONDS=600)
	@$(PYTHON) tools/setup.py test
	@cd tests && ../$(VENV)/python -m foundation.icao.fuzz_parsers $(SECONDS)

bench-fingers: ## error rates on folders of FINGER_IMPRESSION.* images (DIR="folder ...")
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-fingers $(DIR) $(ARGS)

bench-identify: ## one set of fingers searched among many (DIR=folder adds real fingers)
	@$(PYTHON) tools/setup.py run
	@OPENBLAS_NUM_THREADS=1 $(VENV)/bitaqa bench-identify $(if $(DIR),--real $(DIR)) $(ARGS)

bench-audit: ## a register of two million synthetic records audited as a whole (also build/bench/audit.json)
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-audit $(ARGS)

bench-screening: ## known duplicates in a seeded register (also build/bench/screening.json)
	@$(PYTHON) tools/setup.py run
	@OPENBLAS_NUM_THREADS=1 $(VENV)/bitaqa bench-screening $(ARGS)

bench-tours: ## day tours on public TOPTW instances and their references.csv (DIR=folder; also build/bench/tours.json)
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-tours $(DIR) $(ARGS)

bench-places: ## 1,538 communes and 33,000 douars loaded and searched, nothing kept (also build/bench/places.json)
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-places $(ARGS)

bench-keyboard: ## a renewal by keyboard alone, seven times in Arabic and French: keys and waiting (also build/bench/keyboard-*.json)
	@$(PYTHON) tools/setup.py test
	@BENCH_RENEWALS=7 $(VENV)/python -m pytest -q -s tests/e2e/enrolment/test_renewal_by_keyboard.py -k alone $(ARGS)

bench-map: ## a country's places on a map in Chromium: opened, drawn, moved (also build/bench/map-*.json)
	@$(PYTHON) tools/setup.py test
	@BENCH_DOUARS=33000 $(VENV)/python -m pytest -q -s tests/centre/places/test_map.py -k drawn $(ARGS)

bench-plan: ## measure plans against paper, greedy and a certified bound (also build/bench/plan.json)
	@$(PYTHON) tools/setup.py run
	@$(VENV)/bitaqa bench-plan $(ARGS)

chaos: ## the long form of the kill -9 test
	@$(PYTHON) tools/setup.py test
	@BITAQA_CHAOS=long $(VENV)/python tools/run_tests.py campaigns -- -m chaos $(ARGS)

clean: ## stop the local PostgreSQL and remove what set-up and runs have made
	-@$(VENV)/bitaqa localpg reset run 2>/dev/null
	-@$(VENV)/bitaqa localpg reset test 2>/dev/null
	rm -rf build var node_modules .venv
