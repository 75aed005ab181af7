#!/usr/bin/env bash
# Writes the Initial migration of both databases anew from the model. Only before the first release; afterwards migrations are added, never rewritten.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf Database/Migrations ControlRoom
dotnet build -v q -nologo
for provider in Sqlite Postgres; do
  dotnet ef migrations add Initial --no-build --context "${provider}ControlRoomDb" --output-dir "Database/Migrations/$provider"
  dotnet build -v q -nologo
done
