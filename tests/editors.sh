#!/usr/bin/env bash
# Saves a file by real editors in a real terminal, beside a running watch, and says whether each save was
# one change. By hand: some of these editors are large.
#
#   tests/editors.sh [PROGRAM]         those of vim, nvim, nano, emacs and micro that are installed
set -euo pipefail
program=$(realpath "${1:-target/debug/handover}")
scratch=$(mktemp -d)
export HOME=$scratch/home LC_ALL=C.UTF-8 TMUX_TMPDIR=$scratch
mkdir "$HOME"
watch=
finish() {
    tmux kill-server 2>/dev/null || true
    [ -z "$watch" ] || kill "$watch"
    rm -rf "$scratch"
}
trap finish EXIT

folder=$scratch/nordlys
told=$scratch/told
mkdir -p "$folder/tasks"
git init -q "$folder"
printf 'format: 1\nname: Nordlys\n' >"$folder/workspace.yml"
printf -- '---\nid: ola-1\ntitle: Bank\nfrom: ola\nto: kari\ndue: 2099-12-01\nstatus: sent\n---\n' >"$folder/tasks/bank.md"
"$program" -C "$folder" watch --json >"$told" &
watch=$!
until grep -q ready "$told"; do sleep 0.2; done

wrong=0
# saves NAME COMMAND KEYS...: what the keys type is "NAME was here".
saves() {
    local name=$1 command=$2 before beside key text seen
    shift 2
    if ! command -v "${command%% *}" >/dev/null; then
        echo "$name: not installed"
        return
    fi
    sleep 1
    before=$(wc -l <"$told")
    tmux -f /dev/null new-session -d -s editor -x 80 -y 24 -c "$folder" "$command"
    sleep 4
    beside=$(cd "$folder/tasks" && ls -A | grep -vx bank.md | tr '\n' ' ' || true)
    for key in "$@"; do
        tmux send-keys -t editor "$key"
        sleep 0.7
    done
    sleep 4
    tmux kill-session -t editor 2>/dev/null || true
    text=$(grep -c "^$name was here$" "$folder/tasks/bank.md" || true)
    seen=$(tail -n +$((before + 1)) "$told" | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')
    if [ "$text" = 1 ] && [ "$seen" = '1 {"event":"changed","path":"tasks/bank.md"} ' ]; then
        echo "$name: one change${beside:+, and beside the file lay $beside}"
    else
        echo "$name: WRONG: $text times in the file; told: $seen"
        wrong=1
    fi
    rm -f "$folder"/tasks/bank.md~
}

saves vim 'vim -u NONE tasks/bank.md' G o 'vim was here' Escape ':wq' Enter
saves vim-backup "vim -u NONE --cmd 'set nocp backup writebackup' tasks/bank.md" G o 'vim-backup was here' Escape ':wq' Enter
saves nvim 'nvim tasks/bank.md' G o 'nvim was here' Escape ':wq' Enter
saves nano 'nano tasks/bank.md' 'M-/' 'nano was here' Enter C-o Enter C-x
saves nano-backup 'nano -B tasks/bank.md' 'M-/' 'nano-backup was here' Enter C-o Enter C-x
saves emacs 'emacs -nw -Q tasks/bank.md' 'M->' 'emacs was here' Enter C-x C-s C-x C-c
saves micro 'micro tasks/bank.md' C-End Enter 'micro was here' C-s C-q
exit $wrong
