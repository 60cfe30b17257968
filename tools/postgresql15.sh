#!/bin/sh
# Debian's PostgreSQL 15, installed when root; only its programs are used, its service stays off.
set -eu
test -x /usr/lib/postgresql/15/bin/postgres && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "These tests need PostgreSQL 15. Debian 12: sudo apt-get install postgresql-15" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
mkdir -p /etc/postgresql-common
test -e /etc/postgresql-common/createcluster.conf || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
apt-get update -qq
apt-get install -y -qq --no-install-recommends postgresql-15
