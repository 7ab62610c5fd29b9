# 公开 — 常用操作。Everything that can be done here; `make help` tells it in both languages.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
PYTHON ?= python3 python3.13 python3.12 python3.11
T ?= tests
S ?=
VIEW ?=
ID ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Bytecode is kept: with it a process starts in a third of the time. Some machines forbid it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## 列出这里能做的事 · what can be done here
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(STAMP) ## 准备运行环境(只需 Python ≥ 3.11、git、make) · make .venv from the hashed requirements

$(STAMP): requirements-dev.txt pyproject.toml
	@$(call step,1/4,查找 Python · looking for Python)
	@for each in $(PYTHON); do \
	  if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then \
	    echo "        $$("$$each" --version)"; echo "$$each" > .python; exit 0; fi; done; \
	  echo '  ✗ 需要 Python 3.11 或更高版本。请先安装(例如 apt-get install python3 python3-venv),再执行 make setup。'; \
	  echo '  ✗ Python 3.11 or later is needed. Install it, or name it: make setup PYTHON=/path/to/python3'; exit 1
	@$(call step,2/4,建立 $(VENV) · making $(VENV))
	@[ -x $(BIN)/python ] || "$$(cat .python)" -m venv $(VENV) || { \
	  echo '  ✗ 不能建立虚拟环境。在 Debian/Ubuntu 上请执行 apt-get install python3-venv,再执行 make setup。'; \
	  echo '  ✗ The virtual environment could not be made. On Debian/Ubuntu: apt-get install python3-venv'; \
	  rm -rf $(VENV); exit 1; }
	@$(call step,3/4,安装依赖(按校验值,约 1–3 分钟) · installing dependencies by their hashes)
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.txt || { \
	  echo '  ✗ 安装依赖失败。请检查网络或 pip 的软件源设置(pip config list),再执行 make setup;已下载的不会重来。'; \
	  echo '  ✗ Dependencies could not be installed. Check the network or the index of pip, then run make setup again.'; \
	  exit 1; }
	@$(call step,4/4,安装本系统 · installing the house itself)
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e . || { \
	  echo '  ✗ 安装本系统失败,请看上面的英文提示。 The house could not be installed: see above.'; exit 1; }
	@[[ $$(fc-list 2> /dev/null || true) == *'CJK SC'* ]] || { \
	  echo '  · 没有找到中文字体:海报和公告的 PDF 需要它(apt-get install fonts-noto-cjk),其他功能不受影响。'; \
	  echo '  · No Chinese fonts found: PDF posters and notices need them (apt-get install fonts-noto-cjk).'; }
	@rm -f .python && touch $@
	@echo '  ✓ 准备好了。接着可以执行 make run 或 make test。 Ready: make run, make test.'

.PHONY: run
run: $(STAMP) ## 启动全部服务;S=workflow 只启动一个(接外部 NATS) · all five behind one origin, or one alone
	@exec $(BIN)/gongkai run $(S)

.PHONY: seed
seed: $(STAMP) ## 向正在运行的系统载入演示县的数据 · load the invented county through the doors
	@$(BIN)/gongkai seed

.PHONY: story
story: $(STAMP) ## 按时间讲述一件事的全过程:ID=… · tell one story from its facts
	@$(BIN)/gongkai story $(ID)

.PHONY: verify
verify: $(STAMP) ## 从头核验存档,发现篡改即指出 · re-derive the whole log, name the first wrong entry
	@$(BIN)/gongkai verify

.PHONY: replay
replay: $(STAMP) ## 从存档重放全部历史,与封存的状态核对 · fold all history again, compare it with the sealed states
	@$(BIN)/gongkai replay

.PHONY: provision
provision: $(STAMP) ## 在外部 NATS 上建立流和消费者 · make streams and consumers on an external NATS
	@$(BIN)/gongkai provision

.PHONY: rebuild
rebuild: $(STAMP) ## 重建一个视图:S=workflow VIEW=board · fold a view again while the service answers
	@$(BIN)/gongkai rebuild $(S) $(VIEW)

.PHONY: letters
letters: $(STAMP) ## 查看不能读取的信件 · messages that could not be read
	@$(BIN)/gongkai letters

.PHONY: test
test: $(STAMP) ## 全部测试,再全部检查;T=tests/workflow 只测一部分 · every test, then every check
ifeq ($(T),tests)
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder -m 'not browser'
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m browser tests/browser
	@$(MAKE) --no-print-directory check
else
	@$(BIN)/python -m pytest $(T)
endif

.PHONY: check
check: format lint types imports docs ## 格式、规范、类型、房间、文档 · all that CI says beside the tests
	@echo '  ✓ 检查全部合格 · all checks clean'

.PHONY: format
format: $(STAMP) ## 代码格式 · ruff format
	@$(BIN)/ruff format -q --check . || { echo '  ✗ 请执行 .venv/bin/ruff format . 后再提交 · run ruff format'; exit 1; }

.PHONY: lint
lint: $(STAMP) ## 代码规范 · ruff
	@$(BIN)/ruff check -q .

.PHONY: types
types: $(STAMP) ## 类型 · mypy, strict
	@$(BIN)/mypy --no-error-summary

.PHONY: imports
imports: $(STAMP) ## 房间之间谁能认识谁 · import-linter
	@out=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$out"; exit 1; }

.PHONY: docs
docs: $(STAMP) ## 文档与代码一致 · generated documents are fresh
	@$(BIN)/gongkai facts --check
	@$(BIN)/gongkai rows --check

.PHONY: facts
facts: $(STAMP) ## 由代码生成 docs/facts.md · every fact, from the code
	@$(BIN)/gongkai facts

.PHONY: rows
rows: $(STAMP) ## 哪些功能已有测试证明,写入 docs/features.md · which rows are shown by a test
	@$(BIN)/gongkai rows

.PHONY: alone
alone: $(STAMP) ## 证明一个服务离开邻居也能成立:S=workflow · a service stands without its neighbours
	@[ -n "$(S)" ] || { echo '  ✗ 请指明服务,例如 make alone S=workflow · name a service'; exit 1; }
	@rm -rf .alone && mkdir -p .alone/services .alone/tests
	@cp -r pyproject.toml shared docs deploy .alone/ && cp services/__init__.py .alone/services/
	@cp -r services/$(S) .alone/services/ && cp tests/*.py .alone/tests/ && cp -r tests/$(S) .alone/tests/
	@cd .alone && PYTHONPATH=. ../$(BIN)/python -m pytest -q tests/$(S) && echo "  ✓ $(S) 能独立存在 · stands alone"
	@rm -rf .alone

.PHONY: bench
bench: $(STAMP) ## 性能测量,结果写入 docs/performance.md · figures, as ratios in one run
	@$(BIN)/python -m tests.bench

.PHONY: clean
clean: ## 删去可再生成的文件(不动 var/ 里的数据) · remove what can be made again, never var/
	rm -rf build dist .alone .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -print | xargs rm -rf

define step
printf '  [%s] %s  %s\n' '$(1)' "$$(date +%H:%M:%S)" '$(strip $(2))'
endef
