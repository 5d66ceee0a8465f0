#!/usr/bin/env bash
# Measures a running watch on a generated workspace, and two that share over ssh.
#
#   benches/watch.sh                   100,000 documents: one watch, then two that share
#   benches/watch.sh 10000             another size
#   ROWS=starts benches/watch.sh       its starts only; ROWS=alone one watch only, ROWS=together the two only
#   STARTS=7 SAVES=1000 TOGETHER=100 IDLE=60
#                                      how many starts, saves, saves together, and seconds idle
#   EVERY=30 AFTER=5                   how often those that share ask, and how long they wait for quiet
#   DELAY=20                           so many milliseconds take each way between a folder and the shared place
#   HANDOVER=PATH benches/watch.sh     another build
#
# Linux only. The ssh server is started for it, on a port of its own, and ended with it. For root, the server and
# each of the two folders have a network of their own, as three machines have; otherwise they share one.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

size=${1:-100000}
rows=${ROWS:-starts alone together}
scratch=$(mktemp -d)
server=
networks=
finish() {
    local network
    [ -z "$server" ] || kill "$server"
    for network in $networks; do
        ip netns delete "$network"
    done
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

# Makes a network for the server and one for each folder, where that is allowed.
machines() {
    local who number=0 name=handover-$$
    hub_address=127.0.0.1
    [ "$(id -u)" -eq 0 ] && ip netns add "$name-hub" 2>/dev/null || return 0
    networks=$name-hub
    ip -n "$name-hub" link set lo up
    ip -n "$name-hub" address add 10.93.0.1/32 dev lo
    for who in ola kari; do
        number=$((number + 1))
        ip netns add "$name-$who"
        networks="$networks $name-$who"
        ip -n "$name-$who" link set lo up
        ip -n "$name-hub" link add "$who" type veth peer name hub netns "$name-$who"
        ip -n "$name-hub" address add "10.93.$number.1/24" dev "$who"
        ip -n "$name-hub" link set "$who" up
        ip -n "$name-$who" address add "10.93.$number.2/24" dev hub
        ip -n "$name-$who" link set hub up
        ip -n "$name-$who" route add default via "10.93.$number.1"
    done
    hub_address=10.93.0.1
}

# Runs a command on the machine of this name.
on() {
    local who=$1
    shift
    if [ -n "$networks" ]; then ip netns exec "handover-$$-$who" "$@"; else "$@"; fi
}

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
ListenAddress $hub_address
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
        # Its own process, so that it can be ended.
        on hub sh -c 'echo $$ >"$1"; shift; exec "$@"' - "$scratch/ssh/pid" \
            "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$scratch/ssh/sshd_config" 2>"$scratch/ssh/log" &
        sleep 1
        server=$(cat "$scratch/ssh/pid")
        kill -0 "$server" 2>/dev/null && break
        server=
    done
    [ -n "$server" ] || { cat "$scratch/ssh/log" >&2 && return 1; }
    echo "[$hub_address]:$port $(cat "$scratch/ssh/host.pub")" >"$scratch/ssh/known"
    cat >"$scratch/ssh/config" <<END
Host hub
  HostName $hub_address
  Port $port
  ProxyCommand $scratch/measure link ${DELAY:-20} %h %p
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
    local who program=$handover
    machines
    serve
    git clone --quiet --bare "$scratch/alone" "$scratch/hub.git"
    for who in ola kari; do
        on "$who" git clone --quiet "ssh://hub$scratch/hub.git" "$scratch/$who"
        git -C "$scratch/$who" config user.name "$who"
        git -C "$scratch/$who" config user.email "$who@example.com"
    done
    if [ -n "$networks" ]; then
        program=$scratch/machine
        cat >"$program" <<END
#!/bin/sh
exec ip netns exec "handover-$$-\$(basename "\$2")" "$handover" "\$@"
END
        chmod +x "$program"
    fi
    local what='folders on one machine'
    [ -z "$networks" ] || what='machines, in networks of their own'
    echo "| the two are $what, ${DELAY:-20} ms from the shared place | | | |"
    "$scratch/measure" together "$program" "$scratch/ola" "$scratch/kari" "${TOGETHER:-100}" \
        --every "${EVERY:-30}" --after "${AFTER:-5}"
}

echo "| at $size documents | | beside it | ratio |"
echo '|---|---|---|---:|'
if [[ $rows == *starts* ]]; then
    "$scratch/measure" starts "$handover" "$scratch/alone" "${STARTS:-7}"
fi
if [[ $rows == *alone* ]]; then
    "$scratch/measure" alone "$handover" "$scratch/alone" "${SAVES:-1000}" "${IDLE:-60}"
    git -C "$scratch/alone" checkout --quiet -- .
fi
if [[ $rows == *together* ]]; then
    together
fi
