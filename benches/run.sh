#!/usr/bin/env bash
# Measures the program on generated workspaces, each time as a ratio to a floor of the same run.
#
#   benches/run.sh                     1,000 and 10,000 documents
#   benches/run.sh 1000 10000 100000   these sizes instead
#   ROWS='check|show' benches/run.sh   only rows whose name matches
#   HANDOVER=PATH benches/run.sh       another build
#
# A command and its floor take turns, RUNS times (7 unless set) after one unmeasured turn, and the
# medians count: what else the machine does then troubles both alike. A command that the program
# does not have is left out, with a line that says so.
set -euo pipefail
# Dots, not commas, in numbers.
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(1000 10000)
runs=${RUNS:-7}
rows=${ROWS:-.}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

[ -n "${HANDOVER:-}" ] || cargo build --release --quiet
# The generator needs nothing but the standard library, and so no build of what the tests need.
rustc --edition 2024 -O -o "$scratch/generate" benches/generate/main.rs
handover=${HANDOVER:-$PWD/target/release/handover}

# Nobody's own settings.
mkdir "$scratch/home"
export HOME=$scratch/home XDG_CONFIG_HOME=$scratch/home/.config GIT_CONFIG_NOSYSTEM=1
git config --global user.name 'Ola Østgård'
git config --global user.email ola@example.com
git config --global init.defaultBranch main
git config --global gc.auto 0
git config --global maintenance.auto false
git config --global safe.directory '*'

if command -v rg >/dev/null; then
    read_all() { rg -c . "$folder"; }
    find_words() { rg -ic 'fakturaer|tromsø' "$folder"; }
else
    echo "rg is not installed, so grep stands in for it" >&2
    read_all() { grep -rc . --exclude-dir=.git "$folder"; }
    find_words() { grep -rciE 'fakturaer|tromsø' --exclude-dir=.git "$folder"; }
fi

hand() { "$handover" -C "$folder" "$@"; }
forget() { rm -rf "$folder/.git/handover/cache"; }
nothing() { :; }

# What is measured: a `before` that is not, the command, and the floor, each a function.
cold_check() { hand check; }
warm_check() { hand check; }
cold_list() { hand list status:sent to:kari; }
warm_list() { hand list status:sent to:kari; }
cold_search() { hand search fakturaer tromsø; }
warm_search() { hand search fakturaer tromsø; }
show() { hand show "$task"; }
set_() { hand set "$task" "priority=$turn"; }
new() { hand new task "Measured $turn" -f to=kari -f due=2098-12-01; }
log() { hand log "$busy"; }
changes() { hand changes --since 2025-12-01; }
status() { git -C "$folder" status; }
follow() { git -C "$folder" log --follow --format=%H -- "$busy_path"; }
log_range() { git -C "$folder" log --since 2025-12-01 --stat; }
other_turn() { if [ "$turn" = low ]; then turn=high; else turn=low; fi; }
drop_new() { git -C "$folder" clean -fdq tasks; }

# Runs a function; `check` ends with 1 where it found errors, and some programs do less when they see
# that nobody reads.
run() { "$1" >"$scratch/out" 2>"$scratch/err" || [ $? -eq 1 ]; }

# Prints how many microseconds a function takes.
clock() {
    local start=${EPOCHREALTIME/./}
    run "$1" || return
    echo $((${EPOCHREALTIME/./} - start))
}

median() { sort -n "$1" | awk '{ all[NR] = $1 } END { printf "%.2f", all[int((NR + 1) / 2)] / 1000 }'; }

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

line() { printf '| %s | %s | %s | %s | %s | %s |\n' "$@"; }

# row NAME BEFORE COMMAND FLOOR-NAME BEFORE-FLOOR FLOOR: one line of the table.
row() {
    local name=$1 before=$2 command=$3 floor_name=$4 before_floor=$5 floor=$6 taken least ratio i
    [[ $name =~ $rows ]] || return 0
    : >"$scratch/taken"
    : >"$scratch/least"
    "$before"
    if ! run "$command"; then
        echo "left out: $name at $size: $(head -1 "$scratch/err")" >&2
        return
    fi
    "$before_floor" && run "$floor"
    for ((i = 0; i < runs; i++)); do
        "$before"
        clock "$command" >>"$scratch/taken"
        "$before_floor"
        clock "$floor" >>"$scratch/least"
    done
    taken=$(median "$scratch/taken")
    least=$(median "$scratch/least")
    ratio=$(awk -v a="$taken" -v b="$least" 'BEGIN { printf "%.2f", a / b }')
    if [ "$floor" = nothing ]; then
        least=- ratio=-
    fi
    line "$size" "$name" "$taken" "$floor_name" "$least" "$ratio"
    echo "$size $taken $name" >>"$scratch/all"
}

memory_row() {
    local name=$1
    shift
    [[ $name =~ $rows ]] || return 0
    "$handover" "$1" --help >/dev/null 2>&1 || return 0
    line "$size" "$name" "$(peak "$handover" -C "$folder" "$@") MiB" '' '' ''
}

generate() {
    echo "generating $size documents" >&2
    "$scratch/generate" "$size" "$folder" --history 1000 >&2
    git -C "$folder" gc --quiet
    turn=low
    task=$(sed -n 's/^id: //p' "$(grep -rl '^status: sent' "$folder/tasks" --include '*.md' | sort | head -1)")
    busy_path=$(cd "$folder" && find tasks/moved -name '*.md')
    busy=$(sed -n 's/^id: //p' "$folder/$busy_path")
}

local_rows() {
    row 'check, cold' forget cold_check 'rg -c .' nothing read_all
    row 'check' nothing warm_check 'rg -c .' nothing read_all
    row 'list status:sent to:kari, cold' forget cold_list 'rg -c .' nothing read_all
    row 'list status:sent to:kari' nothing warm_list 'git status' nothing status
    forget
    run warm_list
    row 'search of two words, cold' forget cold_search 'rg -c .' nothing read_all
    row 'search of two words' nothing warm_search 'rg of the same' nothing find_words
    row 'show' nothing show '' nothing nothing
    row 'set' other_turn set_ '' nothing nothing
    git -C "$folder" checkout --quiet -- .
    row 'new' other_turn new '' nothing nothing
    drop_new
    row 'log ID, cold' forget log 'git log --follow' nothing follow
    row 'log ID' nothing log 'git log --follow' nothing follow
    row 'changes' nothing changes 'git log --stat' nothing log_range
    forget
    memory_row 'memory of check, cold' check
    memory_row 'memory of check' check
    memory_row 'memory of list' list status:sent to:kari
    forget
    memory_row 'memory of search, cold' search fakturaer tromsø
    memory_row 'memory of search' search fakturaer tromsø
}

# A change on each side, brought together. Each way has a remote and two clones of its own.
pair() {
    local way=$1
    git clone --quiet --bare "$folder" "$scratch/$way.git"
    git clone --quiet "$scratch/$way.git" "$scratch/$way"
    git clone --quiet "$scratch/$way.git" "$scratch/$way-other"
}
both_sides() {
    local way=$1 other=$scratch/$1-other
    count=$((count + 1))
    git -C "$other" pull --quiet
    echo "Noted there: $count." >>"$other/briefs/there.md"
    git -C "$other" add --all briefs
    git -C "$other" commit --quiet --message there
    git -C "$other" push --quiet
    echo "Noted here: $count." >>"$scratch/$way/briefs/here.md"
    # What was just saved is left alone for two seconds.
    touch -d '10 seconds ago' "$scratch/$way/briefs/here.md"
}
ours_changes() { both_sides ours; }
plain_changes() { both_sides plain; }
ours_sync() { "$handover" -C "$scratch/ours" sync; }
plain_sync() {
    cd "$scratch/plain"
    git add --all && git commit --message here && git fetch && git merge --no-edit origin/main && git push
    cd - >/dev/null
}
plain_look() { git -C "$scratch/plain" status && git -C "$scratch/plain" fetch; }

sync_rows() {
    [[ 'sync' =~ $rows ]] || return 0
    count=0
    pair ours
    pair plain
    row 'sync, a change on each side' ours_changes ours_sync 'git add, commit, fetch, merge, push' \
        plain_changes plain_sync
    row 'sync, nothing new' nothing ours_sync 'git status, fetch' nothing plain_look
    rm -rf "$scratch"/{ours,plain}{,-other,.git}
}

# How the time grows: 1 is as fast as the number of documents, 0 not at all.
growth() {
    [ -s "$scratch/all" ] || return 0
    printf '\n| command | %s | exponent |\n| --- | --- | ---: |\n' documents
    awk '{ size = $1; taken = $2; sub(/^[^ ]+ [^ ]+ /, ""); name = $0
            if (!(name in first)) { first[name] = taken; from[name] = size; order[++n] = name }
            last[name] = taken; to[name] = size }
        END { for (i = 1; i <= n; i++) { name = order[i]
            if (to[name] > from[name]) printf "| %s | %d to %d | %.2f |\n", name, from[name], to[name],
                log(last[name] / first[name]) / log(to[name] / from[name]) } }' "$scratch/all"
}

line documents command ms floor 'floor ms' ratio
line ---: --- ---: --- ---: ---:
for size in "${sizes[@]}"; do
    folder=$scratch/$size
    generate
    local_rows
    sync_rows
    rm -rf "$folder"
done
growth
