#!/usr/bin/env bash
# A whole production day with curl: create a run, lots from receipt to shipment, inspections, stock moves, complete.
#   CONTROLROOM_URL=http://localhost:5080 CONTROLROOM_KEY=crk_… docs/examples/day.sh
# The key needs the role OPERATOR. Every write carries an Idempotency-Key of its own; a repeat with the same key changes nothing.
set -euo pipefail
url=${CONTROLROOM_URL:-http://localhost:5080}
: "${CONTROLROOM_KEY:?Set CONTROLROOM_KEY to an API key (POST /api/api-keys).}"

uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }

# call METHOD PATH [BODY] [KEY]: the answer on standard output; a refusal ends the script with its code and sentence.
call() {
  local method=$1 path=$2 body=${3:-} key=${4:-}
  local arguments=(-sS -X "$method" "$url$path" -H "Authorization: Bearer $CONTROLROOM_KEY" -w '\n%{http_code}')
  [ "$method" = GET ] || arguments+=(-H "Idempotency-Key: ${key:-$(uuid)}" -H 'Content-Type: application/json' --data-binary "${body:-{\}}")
  local answer status
  answer=$(curl "${arguments[@]}")
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  if [ "$status" -ge 400 ]; then echo "$method $path: $status $answer" >&2; exit 1; fi
  printf '%s\n' "$answer"
}

# flat: the answer without what is nested in its objects.
flat() { sed -e ':a' -e 's/:{[^{}]*}/:0/' -e 's/:\[[^][]*\]/:0/' -e ta; }

# field NAME: the first text member of that name.
field() {
  local answer; answer=$(flat)
  [[ $answer =~ \"$1\":\"([^\"]*)\" ]] || { echo "There is no $1 in: $answer" >&2; return 1; }
  printf '%s\n' "${BASH_REMATCH[1]}"
}

# row KEY VALUE: the id of the object in a list whose member has this value.
row() { flat | tr '{' '\n' | { grep "\"$1\":\"$2\"" || true; } | field id; }

lot() { call POST /api/lots "{\"run_id\":\"$run\",\"lot_type\":\"$1\",\"weight_kg\":$2$3}" | field id; }
from() { local list= part; for part in "$@"; do list+=",{\"lot_id\":\"${part%=*}\",\"quantity_used_kg\":${part#*=}}"; done; printf ',"parents":[%s]' "${list:1}"; }
pass() { call POST /api/qc/inspections "{\"run_id\":\"$run\",\"lot_id\":\"$1\",\"step_index\":$2,\"inspection_type\":\"$3\",\"decision\":\"PASS\",\"checklist_results\":{$4}${5:+,\"temperature\":{\"c\":${5% *},\"type\":\"${5#* }\"\}}}" >/dev/null; }
receive() { call POST /api/inventory/move "{\"lot_id\":\"$1\",\"to_buffer_id\":\"$(row buffer_code "$3" <<<"$buffers")\",\"quantity_kg\":$2,\"move_type\":\"RECEIVE\"}" >/dev/null; }
advance() { call POST "/api/runs/$run/advance" "{\"to_step_index\":$1}" >/dev/null && echo "step $1"; }

buffers=$(call GET /api/buffers)
suppliers=$(call GET '/api/suppliers?active=true')
version=$(call GET /api/flows | field published_version_id)
meat=$(row code SUP-B <<<"$suppliers") spices=$(row code SUP-D <<<"$suppliers")

# The same intention sent twice, as after a lost connection: one run, and the second answer is the first one.
key=$(uuid)
run=$(call POST /api/runs "{\"flow_version_id\":\"$version\"}" "$key" | field id)
again=$(call POST /api/runs "{\"flow_version_id\":\"$version\"}" "$key" | field id)
[ "$run" = "$again" ] || { echo "The retry made a second run." >&2; exit 1; }
call POST "/api/runs/$run/start" >/dev/null && advance 1

papers='"delivery_note_matches":true,"coa_matches":true,"fresh_no_discoloration":true,"packaging_intact":true'
raw=$(lot RAW 500 ",\"supplier_id\":\"$meat\"") spice=$(lot RAW 50 ",\"supplier_id\":\"$spices\"")
pass "$raw" 1 G01 "$papers,\"temperature_certificate_matches\":true,\"surface_c\":2.4" "2.4 SURFACE"
pass "$spice" 1 G01 "$papers"
receive "$raw" 500 RAW-001 && advance 2

deb=$(lot DEB 340 "$(from "$raw=500")")
pass "$deb" 2 G02 '"no_bone_residue":true,"no_foreign_matter":true,"wip_minutes":60,"wip_temperature_c":3.5'
receive "$deb" 340 LK-001 && advance 3

bulk=$(lot BULK 340 "$(from "$deb=340")")
receive "$bulk" 340 LK-001 && advance 4

mix=$(lot MIX 360 "$(from "$bulk=340" "$spice=20")")
pass "$mix" 4 G04 '"recipe_version_matches":true,"components_within_tolerance":true,"temperature_c":3.0,"program_minutes":45,"homogeneous":true,"allergen_zone_ok":true'
receive "$mix" 360 MIX-001 && advance 5

rods15=$(lot SKW15 180.60 ",\"piece_count\":12$(from "$mix=180.60")") rods30=$(lot SKW30 179.40 ",\"piece_count\":6$(from "$mix=179.40")")
pass "$rods15" 5 G05 '"rod15_lightest_kg":14.9,"rod15_heaviest_kg":15.1,"same_day_mix":true,"corrections_logged":true'
pass "$rods30" 5 G05 '"rod30_lightest_kg":29.8,"rod30_heaviest_kg":30.1,"same_day_mix":true,"corrections_logged":true'
advance 6
receive "$rods15" 180.60 SKW15-001 && receive "$rods30" 179.40 SKW30-001 && advance 7

frozen15=$(lot FRZ15 179.60 "$(from "$rods15=180.60")") frozen30=$(lot FRZ30 178.40 "$(from "$rods30=179.40")")
for cold in "$frozen15=179.60" "$frozen30=178.40"; do
  pass "${cold%=*}" 7 G07 '"core_c":-19.2,"one_sku_in_cycle":true,"curve_attached":true' "-19.2 CORE"
  receive "${cold%=*}" "${cold#*=}" FRZ-001
done
advance 8

packed15=$(lot FG15 179.60 "$(from "$frozen15=179.60")") packed30=$(lot FG30 178.40 "$(from "$frozen30=178.40")")
for box in "$packed15=179.60" "$packed30=178.40"; do
  pass "${box%=*}" 8 G08 '"label_correct":true,"seal_intact":true,"vacuum_pct":98,"metal_detector_passed":true,"weight_matches_frz":true,"exposure_minutes":5'
  receive "${box%=*}" "${box#*=}" FG-001
done
advance 9

pallet15=$(lot PAL 179.60 ",\"customer_code\":\"CUST-A\"$(from "$packed15=179.60")") pallet30=$(lot PAL 178.40 ",\"customer_code\":\"CUST-A\"$(from "$packed30=178.40")")
for pallet in "$pallet15=179.60" "$pallet30=178.40"; do
  pass "${pallet%=*}" 9 G09 '"one_sku":true,"one_customer":true,"mapping_complete":true,"sscc_unique":true,"temperature_chain":true'
  receive "${pallet%=*}" "${pallet#*=}" PAL-001
done
advance 10

shipment=$(lot SHIP 358 "$(from "$pallet15=179.60" "$pallet30=178.40")")
pass "$shipment" 10 G10 '"ambient_c":-19.4,"delivery_note":true,"temperature_certificate":true,"coa":true,"recall_trace_ready":true' "-19.4 AMBIENT"
for pallet in "$pallet15=179.60" "$pallet30=178.40"; do
  call POST /api/inventory/move "{\"lot_id\":\"${pallet%=*}\",\"from_buffer_id\":\"$(row buffer_code PAL-001 <<<"$buffers")\",\"quantity_kg\":${pallet#*=},\"move_type\":\"SHIP\"}" >/dev/null
done
call POST "/api/runs/$run/complete" | field status
call GET "/api/runs/$run/mass-balance" | grep -o '"unaccounted_kg":[^,}]*'
