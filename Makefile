COMPOSE := $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)

.PHONY: help up down run demo fmt test verify bench hooks

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

up: ## service and PostgreSQL in containers
	$(COMPOSE) up --build --detach

down: ## stop the containers, keep the data
	$(COMPOSE) down

run: ## from the sources, embedded PostgreSQL in ./data
	./mvnw spring-boot:run

demo: ## the same with fresh demo data, thrown away afterwards
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && PERENNIAL_DATA_DIR=$$dir PERENNIAL_DEMO=true ./mvnw spring-boot:run

fmt: ## format Java and pom.xml
	./mvnw -q validate exec:exec@format -Dformat.goal=apply

test: ## pure tests, seconds
	./mvnw -B -ntp test

verify: ## everything that CI runs
	./.ci/run

bench: ## billing run against hand-written SQL
	./mvnw -B -ntp -Pbench verify

hooks: ## format check on commit, commit message check
	git config core.hooksPath .githooks
