# shellcheck shell=bash disable=SC2034
# What a bare Debian 12 lacks, by purpose. Names are Debian packages.

# To build and run the server.
PACKAGES_BUILD=(
    ca-certificates git
    clang-19 lld-19 llvm-19 cmake ninja-build ccache pkg-config
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
    libfmt-dev libspdlog-dev libcli11-dev
    libssl-dev libsodium-dev libsqlite3-dev libpq-dev libhiredis-dev librabbitmq-dev
    libqrencode-dev
    prometheus-cpp-dev zlib1g-dev libbrotli-dev libmimalloc-dev
    libpng-dev libhowardhinnant-date-dev tzdata libcurl4-openssl-dev
)

# To test it: sanitizers' runtime (llvm-19 above has their symbolizer), test libraries, servers, a browser.
# Tests start servers of their own; those that Debian may start by itself are left alone.
PACKAGES_TEST=(
    "${PACKAGES_BUILD[@]}"
    libclang-rt-19-dev clang-format-19 shellcheck
    libgtest-dev libgmock-dev librapidcheck-dev libvalijson-dev sqlite3
    postgresql-15 redis-server rabbitmq-server haproxy
    curl jq valgrind
    chromium fonts-liberation
)

# For `./run --cluster`.
PACKAGES_CLUSTER=(postgresql-15 redis-server rabbitmq-server haproxy curl)

# To make a Debian package of it.
PACKAGES_PACKAGE=("${PACKAGES_BUILD[@]}" dpkg-dev file)

# To measure it.
PACKAGES_BENCH=(
    "${PACKAGES_BUILD[@]}"
    wrk nginx curl jq postgresql-15 redis-server sqlite3 valgrind strace
)

# Prints those of the named packages that are not installed.
missing_packages() {
    local installed
    # It fails when it has never heard of one of them; that one is missing, then.
    installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    installed=$(awk '$1 == "installed" { print $2 }' <<<"$installed" | sort -u)
    comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$installed")
}

as_root() {
    if [[ $EUID == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo --preserve-env=DEBIAN_FRONTEND "$@"
    else
        die "Packages are missing, and installing them needs root: run this once as root:
  apt-get install --no-install-recommends ${missing[*]:-}"
    fi
}

# install_packages NAME...: installs what is missing and touches nothing else.
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} == 0 ]] && return
    command -v apt-get >/dev/null ||
        die "These packages of Debian 12 are missing, and this system has no apt-get: ${missing[*]}"
    say "  installing ${#missing[@]} packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update --quiet
    as_root apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
}
