# shellcheck shell=bash
# Builds the web app and the server; both do nothing when nothing changed.

# A checkout elsewhere on this machine compiles the same sources: let it find them in the cache.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

# hash_of FILE-OR-FOLDER...: of the names and contents of all files there.
hash_of() {
    find "$@" \( -name node_modules -o -name dist -o -name e2e \) -prune -o -type f -print0 |
        sort --zero-terminated | xargs --null sha256sum | sha256sum | cut -d ' ' -f 1
}

# npm_install FOLDER: `npm ci`, when package-lock.json is another one than last time.
npm_install() {
    local stamp=$1/node_modules/.fairgate-stamp lock
    lock="$(sha256sum <"$1/package-lock.json") node $(node -p 'process.versions.modules')"
    [[ -f $stamp && $(<"$stamp") == "$lock" ]] && return
    (cd "$1" && npm ci --no-audit --no-fund)
    printf '%s\n' "$lock" >"$stamp"
}

build_web() {
    npm_install web
    local stamp=build/web.stamp sources
    sources=$(hash_of web)
    [[ -f web/dist/index.html && -f $stamp && $(<"$stamp") == "$sources" ]] && return
    (cd web && npm run build)
    printf '%s\n' "$sources" >"$stamp"
}

# build_server PRESET [cmake --build options]
build_server() {
    local preset=$1
    shift
    if [[ ! build/$preset/build.ninja -nt CMakePresets.json ]]; then
        cmake --preset "$preset"
    fi
    cmake --build --preset "$preset" "$@"
}
