# shellcheck shell=bash
# Sourced by test after phases.sh: runs phases, remembers what failed, and adds up what the test runners say.

export NO_COLOR=1
export CTEST_OUTPUT_ON_FAILURE=1
FAILED_PHASES=()
FAILURES=()
SUMMARIES=()
PASSED=0
FAILED=0
SKIPPED=0

# check NAME COMMAND...: a phase that passes or fails as a whole.
check() {
    run_phase "$@"
    [[ $PHASE_STATUS == 0 ]] && return
    show_log "$PHASE_LOG"
    FAILED_PHASES+=("$1")
}

# tests NAME COMMAND...: a phase whose closing lines are those of ctest or vitest.
tests() {
    run_phase "$@"
    remember_summary "$1"
    [[ $PHASE_STATUS == 0 ]] && return
    show_log "$PHASE_LOG" 200
    FAILED_PHASES+=("$1")
    remember_failures "$1"
}

# The tests that failed and what the first of them complained of: of a long output often only the end is kept.
remember_failures() {
    local names complaints complaint=': (Failure|runtime error)|^==[0-9]+==ERROR|^WARNING: ThreadSan|Error: '
    names=$(sed -nE 's/^\t *[0-9]+ - (.*)$/    \1/p; s/^ FAIL +(.*)$/    \1/p' "$PHASE_LOG" |
        sort -u | head -n 10) || true
    complaints=$(grep -E -A 3 "$complaint" "$PHASE_LOG" | cut -c 1-200 | head -n 40) || true
    FAILURES+=("$1" "${names:-    see build/log}" "$complaints")
}

remember_summary() {
    local lines
    lines=$(sed -nE 's/^ *([0-9]+% tests passed|Test Files +[0-9]|Tests +[0-9])/    \1/p' "$PHASE_LOG")
    SUMMARIES+=("$1" "${lines:-    no summary: see build/log}")
    add_up_ctest
    add_up_vitest
}

# "98% tests passed, 3 tests failed out of 150"
add_up_ctest() {
    local all failed line='^[0-9]+% tests passed, ([0-9]+) tests? failed out of ([0-9]+)$'
    read -r failed all < <(sed -nE "s/$line/\\1 \\2/p" "$PHASE_LOG") || return 0
    PASSED=$((PASSED + all - failed))
    FAILED=$((FAILED + failed))
}

# "      Tests  1 failed | 12 passed | 2 skipped (15)"
add_up_vitest() {
    local line
    line=$(grep -E '^ +Tests +[0-9]' "$PHASE_LOG" | tail -n 1) || return 0
    if [[ $line =~ ([0-9]+)\ passed ]]; then PASSED=$((PASSED + BASH_REMATCH[1])); fi
    if [[ $line =~ ([0-9]+)\ failed ]]; then FAILED=$((FAILED + BASH_REMATCH[1])); fi
    if [[ $line =~ ([0-9]+)\ (skipped|todo) ]]; then SKIPPED=$((SKIPPED + BASH_REMATCH[1])); fi
}

# What the runners said, what failed, and one line with the sum.
report() {
    local i name
    say ""
    for ((i = 0; i < ${#SUMMARIES[@]}; i += 2)); do
        say "${SUMMARIES[i]}"
        say "${SUMMARIES[i + 1]}"
    done
    for ((i = 0; i < ${#FAILURES[@]}; i += 3)); do
        say "Failed in ${FAILURES[i]}:"
        say "${FAILURES[i + 2]}"
        say "${FAILURES[i + 1]}"
    done
    for name in "${FAILED_PHASES[@]}"; do
        say "FAILED: $name (build/log/${name//[^A-Za-z0-9]/-}.log)"
    done
    say "$((SECONDS / 60)) min $((SECONDS % 60)) s"
    say "$PASSED passed, $FAILED failed$( ((SKIPPED == 0)) || echo ", $SKIPPED skipped")"
    [[ ${#FAILED_PHASES[@]} == 0 ]] && ((PASSED > 0))
}
