#include "style/rules.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace fairgate::style {

namespace {

constexpr std::array kCoroutineWords = {"co_await", "co_return", "co_yield"};

/// A lambda: [introducer](parameters) { body }, as positions in the code.
struct Lambda {
    std::size_t introducer = 0;
    std::size_t introducer_end = 0;
    std::size_t body = 0;
    std::size_t body_end = 0;
};

/// A bracket after a value subscripts it; two in a row begin an attribute; empty-handed delete[] is neither.
bool may_begin_lambda(std::string_view code, std::size_t bracket) {
    if (code.substr(bracket, 2) == "[[" || (bracket > 0 && code[bracket - 1] == '[')) return false;
    std::size_t i = bracket;
    while (i > 0 && (code[i - 1] == ' ' || code[i - 1] == '\n')) --i;
    if (i == 0) return true;
    const std::string_view before = code.substr(0, i);
    for (const char* keyword : {"return", "co_return", "co_await"}) {
        if (before.ends_with(keyword)) return true;
    }
    const char c = before.back();
    return std::string_view("({,=;&|!?:}>").contains(c);
}

/// The body's brace after the introducer that ends at `from`: over template and function parameters,
/// specifiers, type.
std::size_t body_of(std::string_view code, std::size_t from) {
    for (std::size_t i = from; i < code.size(); ++i) {
        if (code[i] == '{') return i;
        if (code[i] == '(') {
            i = after_match(code, i);
            if (i == std::string_view::npos) return i;
            --i;
        } else if (std::string_view(";)]},").contains(code[i])) {
            return std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

std::optional<Lambda> lambda_at(std::string_view code, std::size_t bracket) {
    if (code[bracket] != '[' || !may_begin_lambda(code, bracket)) return std::nullopt;
    Lambda lambda{.introducer = bracket};
    lambda.introducer_end = after_match(code, bracket);
    if (lambda.introducer_end == std::string_view::npos) return std::nullopt;
    lambda.body = body_of(code, lambda.introducer_end);
    if (lambda.body == std::string_view::npos) return std::nullopt;
    lambda.body_end = after_match(code, lambda.body);
    if (lambda.body_end == std::string_view::npos) return std::nullopt;
    return lambda;
}

std::vector<Lambda> lambdas_in(std::string_view code) {
    std::vector<Lambda> lambdas;
    for (std::size_t at = code.find('['); at != std::string_view::npos; at = code.find('[', at + 1)) {
        if (const auto lambda = lambda_at(code, at)) lambdas.push_back(*lambda);
    }
    return lambdas;
}

bool is_within(const Lambda& inner, const Lambda& outer) {
    return inner.introducer > outer.body && inner.body_end < outer.body_end;
}

/// Whether the lambda itself waits or returns as a coroutine, not one inside it.
bool is_coroutine(std::string_view code, const Lambda& lambda, const std::vector<Lambda>& all) {
    std::string own(code.substr(lambda.body, lambda.body_end - lambda.body));
    for (const Lambda& inner : all) {
        if (!is_within(inner, lambda)) continue;
        const auto begin = own.begin() + static_cast<std::ptrdiff_t>(inner.body - lambda.body);
        std::fill(begin, begin + static_cast<std::ptrdiff_t>(inner.body_end - inner.body), ' ');
    }
    return std::ranges::any_of(kCoroutineWords, [&](const char* word) { return has_word(own, word); });
}

bool captures(std::string_view code, const Lambda& lambda) {
    return skip_space(code, lambda.introducer + 1) + 1 != lambda.introducer_end;
}

/// A lock that the code at some position holds.
struct HeldLock {
    std::size_t depth = 0;
    std::string name;
};

/// The name in `const std::lock_guard<std::mutex> name(...)` whose class ends at `from`; empty if this is no
/// variable.
std::string declared_name(std::string_view code, std::size_t from) {
    std::size_t at = from;
    if (at < code.size() && code[at] == '<') {
        at = code.find('>', at);
        if (at == std::string_view::npos) return {};
        ++at;
    }
    at = skip_space(code, at);
    const std::size_t end = code.find_first_of(" (){};,=<>:&*", at);
    if (end == std::string_view::npos || (code[end] != '(' && code[end] != '{')) return {};
    return std::string(code.substr(at, end - at));
}

std::optional<HeldLock> lock_declared_at(std::string_view code, std::size_t at, std::size_t depth) {
    for (std::string_view kind : {"lock_guard", "unique_lock", "scoped_lock", "shared_lock"}) {
        if (code.substr(at, kind.size()) != kind ||
            find_word(code.substr(0, at + kind.size() + 1), kind, at) != at) {
            continue;
        }
        std::string name = declared_name(code, at + kind.size());
        if (!name.empty()) return HeldLock{depth, std::move(name)};
    }
    return std::nullopt;
}

/// The end of the statement at `from`.
std::size_t statement_end(std::string_view code, std::size_t from) {
    return std::min(code.find(';', from), code.size());
}

}  // namespace

std::vector<Finding> no_detached(const SourceFile& file) {
    std::vector<Finding> findings;
    if (!file.is_under("src/") || !file.is_cpp()) return findings;
    for (std::size_t at = find_word(file.code, "detached"); at != std::string::npos;
         at = find_word(file.code, "detached", at + 1)) {
        findings.push_back({file.path, file.line_of(at), "detached",
                            "nobody waits for a detached task: spawn it in a TaskGroup"});
    }
    return findings;
}

std::vector<Finding> no_awaitable_or(const SourceFile& file) {
    std::vector<Finding> findings;
    if (!file.is_cpp() || !has_word(file.code, "awaitable_operators")) return findings;
    for (std::size_t at = find_word(file.code, "co_await"); at != std::string::npos;
         at = find_word(file.code, "co_await", at + 1)) {
        const std::string_view statement(file.code.data() + at, statement_end(file.code, at) - at);
        if (statement.contains("||")) {
            findings.push_back(
                {file.path, file.line_of(at), "awaitable-or",
                 "|| waits for the first success and hides exceptions: use the time-out helper"});
        }
    }
    return findings;
}

std::vector<Finding> no_lock_across_await(const SourceFile& file) {
    std::vector<Finding> findings;
    if (!file.is_cpp()) return findings;
    const std::string_view code = file.code;
    std::vector<HeldLock> held;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '{') ++depth;
        if (code[i] == '}') {
            depth -= depth > 0 ? 1 : 0;
            std::erase_if(held, [&](const HeldLock& lock) { return lock.depth > depth; });
        }
        if (auto lock = lock_declared_at(code, i, depth)) held.push_back(std::move(*lock));
        std::erase_if(held, [&](const HeldLock& lock) {
            return code[i] == '.' && code.substr(i).starts_with(".unlock()") &&
                   code.substr(0, i).ends_with(lock.name);
        });
        if (!held.empty() && code[i] == 'c' && find_word(code.substr(0, i + 9), "co_await", i) == i) {
            findings.push_back({file.path, file.line_of(i), "lock-across-await",
                                "the lock '" + held.back().name + "' is held while the coroutine waits"});
        }
    }
    return findings;
}

std::vector<Finding> no_capturing_coroutine(const SourceFile& file) {
    std::vector<Finding> findings;
    if (!file.is_under("src/") || !file.is_cpp()) return findings;
    const std::vector<Lambda> lambdas = lambdas_in(file.code);
    for (const Lambda& lambda : lambdas) {
        if (captures(file.code, lambda) && is_coroutine(file.code, lambda, lambdas)) {
            findings.push_back(
                {file.path, file.line_of(lambda.introducer), "capturing-coroutine",
                 "captures die with the lambda, the coroutine does not: pass them as parameters"});
        }
    }
    return findings;
}

}  // namespace fairgate::style
