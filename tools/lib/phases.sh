# shellcheck shell=bash
# Sourced by run, test and tools/*: runs a step quietly, tells how long it took, shows its log when it fails.
# File descriptor 3 is the person's terminal: a step writes there with `say`.

exec 3>&1
FAIRGATE_LOGS=build/log
mkdir -p "$FAIRGATE_LOGS"

say() {
    if [[ -t 3 ]]; then printf '\r\033[K' >&3; fi
    printf '%s\n' "$*" >&3
}

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# One line a phase: "web app           12 s". A word before it while it runs, where the line can be rewritten.
phase_begins() {
    if [[ -t 3 ]]; then printf '  %-34s ...' "$1" >&3; fi
}

phase_ends() {
    local name=$1 seconds=$2 outcome=$3
    if [[ -t 3 ]]; then printf '\r\033[K' >&3; fi
    printf '  %-34s %4d s%s\n' "$name" "$seconds" "${outcome:+  $outcome}" >&3
}

show_log() {
    printf -- '--- the end of %s ---\n' "$1" >&3
    tail -n "${2:-40}" "$1" >&3
    printf -- '--- all of it: %s ---\n' "$1" >&3
}

# run_phase NAME COMMAND...: its status; the log is build/log/NAME.log with dashes for spaces.
# Never call it in a condition: bash would then ignore failures inside COMMAND.
run_phase() {
    local name=$1 started=$SECONDS status
    shift
    PHASE_LOG=$FAIRGATE_LOGS/${name//[^A-Za-z0-9]/-}.log
    phase_begins "$name"
    set +e
    (
        set -e
        "$@"
    ) >"$PHASE_LOG" 2>&1 </dev/null
    status=$?
    set -e
    phase_ends "$name" $((SECONDS - started)) "$([[ $status == 0 ]] || echo FAILED)"
    PHASE_STATUS=$status
}

# As run_phase, but the first failure ends the script.
must() {
    run_phase "$@"
    [[ $PHASE_STATUS == 0 ]] && return
    show_log "$PHASE_LOG"
    exit "$PHASE_STATUS"
}
