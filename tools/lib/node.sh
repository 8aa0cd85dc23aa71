# shellcheck shell=bash
# A Node that is new enough for the web build: the machine's own, or one from the registry in .tools/node.

NODE_HOME=$PWD/.tools/node
NODE_STAMP=$NODE_HOME/node_modules/.fairgate-stamp

# Vite 8 asks for Node 20.19+ or 22.12+, and for npm 11.
node_is_good() {
    command -v node npm >/dev/null || return 1
    local major minor
    IFS=. read -r major minor _ < <(node -p process.versions.node 2>/dev/null) || return 1
    ((major > 22 || (major == 22 && minor >= 12) || (major == 20 && minor >= 19))) || return 1
    local npm_version
    npm_version=$(npm --version 2>/dev/null) || return 1
    ((${npm_version%%.*} >= 11))
}

# The registry carries Node's binary as a package, one for each processor, and npm as another. Any old npm can
# fetch them.
bootstrap_node() {
    local stamp
    stamp=$(sha256sum <tools/node/package-lock.json)
    [[ -f $NODE_STAMP && $(<"$NODE_STAMP") == "$stamp" ]] && return
    command -v npm >/dev/null || install_packages nodejs npm
    say "  fetching Node 22 and npm 11 into .tools/"
    mkdir -p "$NODE_HOME"
    cp tools/node/package.json tools/node/package-lock.json "$NODE_HOME"
    npm ci --prefix "$NODE_HOME" --ignore-scripts --no-audit --no-fund --loglevel error
    keep_global_npm_configuration
    link_node
    "$NODE_HOME/bin/node" --version
    printf '%s\n' "$stamp" >"$NODE_STAMP"
}

# npm looks for its global configuration beside its Node: let the new one find the machine's.
keep_global_npm_configuration() {
    local from to
    from=$(npm config get globalconfig)
    [[ -f $from ]] || return 0
    for to in "$NODE_HOME"/node_modules/node-linux-*/; do
        mkdir -p "$to/etc"
        cp "$from" "$to/etc/npmrc"
    done
}

# npm links only one of two packages that both bring a `node`, and not always the one it installed.
link_node() {
    mkdir -p "$NODE_HOME/bin"
    ln -sf "$NODE_HOME"/node_modules/node-linux-*/bin/node "$NODE_HOME/bin/node"
    ln -sf ../node_modules/npm/bin/npm-cli.js "$NODE_HOME/bin/npm"
    ln -sf ../node_modules/npm/bin/npx-cli.js "$NODE_HOME/bin/npx"
}

# Installs Node if need be. A phase.
install_node() { node_is_good || bootstrap_node; }

# Puts what install_node chose first on PATH.
use_node() {
    node_is_good || export PATH=$NODE_HOME/bin:$PATH
    node_is_good || die "No Node 20.19+ with npm 11+ was found or could be installed."
}
