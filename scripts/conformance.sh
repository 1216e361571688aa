#!/usr/bin/env bash
# scripts/conformance.sh [FOLDER]: the official conformance program of the OCI distribution specification against a store
# started for the run. Everything that the program can test is on, but what the README lists; results.yaml, junit.xml and
# report.html are written to FOLDER (conformance-results unless told). Ends with 0 only when nothing failed.
set -euo pipefail
program=github.com/opencontainers/distribution-spec/conformance@v0.0.0-20260831232431-97274622c111
results=$(realpath -m "${1:-conformance-results}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v go >/dev/null 2>&1 || export PATH=$PATH:/usr/local/go/bin
command -v go >/dev/null 2>&1 || { echo 'Go is needed: it builds the conformance program.' >&2; exit 1; }
export GOFLAGS=-mod=mod GOTOOLCHAIN=${GOTOOLCHAIN:-auto} CGO_ENABLED=0

node scripts/build.mjs
mkdir -p "$results"
rm -f "$results"/{results.yaml,junit.xml,report.html}

export OCI_VERSION=1.1 OCI_RESULTS_DIR=$results
# What the program leaves out unless it is asked for.
export OCI_API_BLOBS_UPLOAD_CANCEL=true
export OCI_API_BLOBS_DIGEST_HEADER=true OCI_API_MANIFESTS_DIGEST_HEADER=true
export OCI_API_MANIFESTS_TAG_PARAM=true
export OCI_DATA_SHA512=true
node_modules/.bin/tsx scripts/with-store.ts go run "$program"

# It ends with 0 also when it could not begin.
[[ -s $results/results.yaml ]] || { echo "The conformance program left no results in $results." >&2; exit 1; }
