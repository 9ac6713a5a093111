#!/bin/sh
# A PostgreSQL cluster for one test run, on loopback, in a folder of its own.
# Usage: postgres.sh available|start|stop      `start` prints the address.
set -eu
home=/tmp/kentongan-postgres-$(id -u)
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
port=${KENTONGAN_TEST_POSTGRES_PORT:-54329}

as_owner() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}
case "$1" in
available) [ -n "$bin" ] ;;
start)
    if [ -d "$home" ]; then sh "$0" stop; fi
    mkdir -p "$home"
    [ "$(id -u)" != 0 ] || chown postgres "$home"
    as_owner "$bin/initdb" -D "$home/data" -U kentongan -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    as_owner "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w start \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$home -c fsync=off" >&2
    echo "postgres://kentongan@127.0.0.1:$port/postgres"
    ;;
stop)
    [ ! -f "$home/data/postmaster.pid" ] || as_owner "$bin/pg_ctl" -D "$home/data" -m fast -w stop >&2
    rm -rf "$home"
    ;;
esac
