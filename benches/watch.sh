#!/usr/bin/env bash
# Measures a running watch on a generated workspace, and two that share over ssh.
#
#   benches/watch.sh                   100,000 documents: one watch, then two that share
#   benches/watch.sh 10000             another size
#   ROWS=alone benches/watch.sh        one watch only; ROWS=together the two only
#   SAVES=1000 TOGETHER=100 IDLE=60    how many saves, how many of them together, how many seconds idle
#   EVERY=30 AFTER=5                   how often those that share ask, and how long they wait for quiet
#   HANDOVER=PATH benches/watch.sh     another build
#
# Linux only. The ssh server is started for it, on a port of its own, and ended with it.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

size=${1:-100000}
rows=${ROWS:-alone together}
scratch=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server"
    rm -rf "$scratch"
}
trap finish EXIT

[ -n "${HANDOVER:-}" ] || cargo build --release --quiet
handover=${HANDOVER:-$PWD/target/release/handover}
rustc --edition 2024 -O -o "$scratch/generate" benches/generate/main.rs
rustc --edition 2024 -O -o "$scratch/measure" benches/watch/main.rs

# Nobody's own settings.
mkdir "$scratch/home"
export HOME=$scratch/home XDG_CONFIG_HOME=$scratch/home/.config GIT_CONFIG_NOSYSTEM=1
git config --global user.name 'Ola Østgård'
git config --global user.email ola@example.com
git config --global init.defaultBranch main
git config --global gc.auto 0
git config --global maintenance.auto false
git config --global safe.directory '*'

echo "generating $size documents" >&2
"$scratch/generate" "$size" "$scratch/alone" --history 1000 >&2
git -C "$scratch/alone" gc --quiet

# A server that lets in one key, and the settings by which it is reached as `hub`.
serve() {
    local port
    mkdir "$scratch/ssh"
    ssh-keygen -q -t ed25519 -N '' -f "$scratch/ssh/host"
    ssh-keygen -q -t ed25519 -N '' -f "$scratch/ssh/id"
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
    for port in 22022 22122 22222 22322; do
        cat >"$scratch/ssh/sshd_config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $scratch/ssh/host
PidFile none
AuthorizedKeysFile $scratch/ssh/id.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
SetEnv GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$HOME/.gitconfig PATH=$PATH
END
        "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$scratch/ssh/sshd_config" 2>"$scratch/ssh/log" &
        server=$!
        sleep 1
        kill -0 "$server" 2>/dev/null && break
        server=
    done
    [ -n "$server" ] || { cat "$scratch/ssh/log" >&2 && return 1; }
    echo "[127.0.0.1]:$port $(cat "$scratch/ssh/host.pub")" >"$scratch/ssh/known"
    cat >"$scratch/ssh/config" <<END
Host hub
  HostName 127.0.0.1
  Port $port
  User $(id -un)
  IdentityFile $scratch/ssh/id
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile $scratch/ssh/known
  GlobalKnownHostsFile /dev/null
END
    export GIT_SSH_COMMAND="ssh -F $scratch/ssh/config"
}

together() {
    local who
    serve
    git clone --quiet --bare "$scratch/alone" "$scratch/hub.git"
    for who in ola kari; do
        git clone --quiet "ssh://hub$scratch/hub.git" "$scratch/$who"
        git -C "$scratch/$who" config user.name "$who"
        git -C "$scratch/$who" config user.email "$who@example.com"
    done
    "$scratch/measure" together "$handover" "$scratch/ola" "$scratch/kari" "${TOGETHER:-100}" \
        --every "${EVERY:-30}" --after "${AFTER:-5}"
}

echo "| at $size documents | | beside it | ratio |"
echo '|---|---|---|---:|'
if [[ $rows == *alone* ]]; then
    "$scratch/measure" alone "$handover" "$scratch/alone" "${SAVES:-1000}" "${IDLE:-60}"
    git -C "$scratch/alone" checkout --quiet -- .
fi
if [[ $rows == *together* ]]; then
    together
fi
