#!/usr/bin/env bash
# Writes the Initial migration of both databases anew from the model, for the plant and for the core registry. Only before the first release; afterwards migrations are added, never rewritten.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf Database/Migrations ControlRoom
dotnet build -v q -nologo
for provider in Sqlite Postgres; do
  dotnet ef migrations add Initial --no-build --context "${provider}ControlRoomDb" --output-dir "Database/Migrations/$provider"
  dotnet ef migrations add Initial --no-build --context "${provider}RegistryDb" --output-dir "Database/Migrations/${provider}Registry"
  dotnet build -v q -nologo
done
