#!/usr/bin/env bash
# Measures the program on generated workspaces, each time as a ratio to a floor of the same run.
#
#   benches/run.sh            1,000 and 10,000 documents
#   benches/run.sh 100000     these sizes instead
#
# Every command runs once unmeasured, then RUNS times (7 unless set); the median counts.
set -euo pipefail
# Dots, not commas, in numbers.
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(1000 10000)
runs=${RUNS:-7}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cargo build --release --quiet
# The generator needs nothing but the standard library, and so no build of what the tests need.
rustc --edition 2024 -O -o "$scratch/generate" benches/generate/main.rs
handover=$PWD/target/release/handover

generate() {
    "$scratch/generate" "$1" "$2"
    git -C "$2" init --quiet --initial-branch main
    git -C "$2" add --all
    git -C "$2" -c user.name=bench -c user.email=bench@example.com -c gc.auto=0 \
        commit --quiet --message "generated"
}

# Prints the median milliseconds of a command. What it prints goes into a file: some programs do
# less when they see that nobody reads. `check` ends with 1 where it found errors.
measure() {
    local run start
    "$@" >"$scratch/out" 2>&1 || [ $? -eq 1 ]
    for ((run = 0; run < runs; run++)); do
        start=${EPOCHREALTIME/./}
        "$@" >"$scratch/out" 2>&1 || [ $? -eq 1 ]
        echo $((${EPOCHREALTIME/./} - start))
    done | sort -n | awk '{ all[NR] = $1 } END { printf "%.1f", all[int((NR + 1) / 2)] / 1000 }'
}

# Prints the most memory that a command held, in MiB.
peak() {
    if [ -x /usr/bin/time ]; then
        /usr/bin/time -f %M -o "$scratch/peak" "$@" >"$scratch/out" 2>&1 || [ $? -eq 1 ]
        awk 'END { printf "%.0f", $1 / 1024 }' "$scratch/peak"
        return
    fi
    local pid most=0 now
    "$@" >"$scratch/out" 2>&1 &
    pid=$!
    while now=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
        most=$now
    done
    wait "$pid" || [ $? -eq 1 ]
    echo $((most / 1024))
}

row() {
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$@"
}

if command -v rg >/dev/null; then
    floor=(rg -c .)
else
    floor=(grep -rc . --exclude-dir=.git)
    echo "rg is not installed, so grep stands in for it" >&2
fi

row documents command ms floor "floor ms" ratio "peak MiB"
row ---: --- ---: --- ---: ---: ---:
for size in "${sizes[@]}"; do
    folder=$scratch/$size
    generate "$size" "$folder" >&2
    for pair in check list; do
        case $pair in
        check) under=("${floor[@]}" "$folder") ;;
        list) under=(git -C "$folder" status) ;;
        esac
        taken=$(measure "$handover" -C "$folder" "$pair")
        least=$(measure "${under[@]}")
        memory=$(peak "$handover" -C "$folder" "$pair")
        ratio=$(awk -v a="$taken" -v b="$least" 'BEGIN { printf "%.2f", a / b }')
        named=${under[*]}
        row "$size" "handover $pair" "$taken" "${named// $folder/}" "$least" "$ratio" "$memory"
    done
    rm -rf "$folder"
done
