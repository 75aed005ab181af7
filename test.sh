#!/usr/bin/env bash
# ./test.sh                    everything, from a clean clone: packages, build, all tests; the last line sums up
# ./test.sh core [arguments]   one project (core, web or e2e), arguments as for dotnet test, e.g. --filter Name~Boundary
# ./test.sh docs               writes the generated pages of docs/ anew
#
# CI=true makes missing PostgreSQL a failure instead of a skip. CONTROLROOM_TEST_FSYNC=off makes it faster and less honest.
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
results=TestResults
limit=1800 # seconds per project; a hanging test ends the run instead of stopping it
declare -A projects=([core]=tests/ControlRoom.Core.Tests [web]=tests/ControlRoom.Web.Tests [e2e]=e2e/ControlRoom.E2E)
passed=0 failed=0 skipped=0

main() {
  command -v dotnet >/dev/null || { echo "The .NET SDK of global.json is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
  case "${1:-}" in
    "")
      need chromium chromium
      need postgresql initdb
      need prometheus promtool
      need curl curl
      prepare && rm -rf "$results" && for name in core web e2e; do run "$name"; done || failed=$((failed + 1))
      ;;
    docs)
      export UPDATE_DOCS=1
      rm -rf "$results"
      run core --filter 'FullyQualifiedName~GeneratedDocs|FullyQualifiedName~Every_code_is_named' build
      run web --filter 'FullyQualifiedName~GeneratedDocs' build
      ;;
    core | web | e2e)
      rm -rf "$results"
      run "$@" build
      ;;
    *)
      sed -n '2,4s/^# //p' "$0"
      exit 2
      ;;
  esac
  echo "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
  [ "$failed" -eq 0 ]
}

# need PACKAGE COMMAND: installs the Debian package when the command is nowhere and we may.
need() {
  if command -v "$2" >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/$2" >/dev/null; then return; fi
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo=(sudo -n)
    sudo -n true 2>/dev/null || { echo "$1 is not installed; tests that need it are skipped or fail." >&2; return; }
  fi
  command -v apt-get >/dev/null || return
  echo "Installing $1"
  "${sudo[@]}" apt-get update -qq </dev/null >/dev/null
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" </dev/null >/dev/null || echo "$1 could not be installed." >&2
}

prepare() {
  dotnet restore ControlRoom.sln --locked-mode -v q && dotnet build ControlRoom.sln --no-restore -v q -warnaserror
}

# run NAME [arguments] [build]: the tests of one project; build as the last word builds it first.
run() {
  local name=$1 build=--no-build
  shift
  if [ "${*: -1}" = build ]; then build=; set -- "${@:1:$#-1}"; fi
  echo "── $name"
  timeout --kill-after=10 "$limit" dotnet test "${projects[$name]}" $build --logger "console;verbosity=minimal" --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" </dev/null
  local code=$? counters
  counters=$(grep -o '<Counters [^>]*' "$results/$name.trx" 2>/dev/null)
  local ok bad all
  ok=$(count passed "$counters") bad=$(count failed "$counters") all=$(count total "$counters")
  # A crash or a hang fails the run although no single test says so.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; echo "$name ended with exit code $code" >&2; fi
  passed=$((passed + ok)) failed=$((failed + bad))
  if [ "$all" -gt $((ok + bad)) ]; then skipped=$((skipped + all - ok - bad)); fi
}

count() { local number; number=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2"); echo "${number:-0}"; }

main "$@"
