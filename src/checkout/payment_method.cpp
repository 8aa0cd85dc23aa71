#include "checkout/payment_method.hpp"

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::size_t kCardDigitsMin = 12;
constexpr std::size_t kCardDigitsMax = 19;
constexpr std::size_t kTokenMax = 200;
/// Nobody's card is valid for longer: later years are typing errors.
constexpr int kExpiryYearsMax = 30;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Luhn's check sum (ISO/IEC 7812-1).
bool adds_up(std::string_view digits) {
    int sum = 0;
    bool twice = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
        const int value = (*digit - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

std::optional<std::string> number_problem(const std::optional<std::string>& number) {
    if (!number || number->empty()) return "Enter the card number.";
    const std::string digits = card_digits(*number);
    if (digits.size() < kCardDigitsMin || digits.size() > kCardDigitsMax || !adds_up(digits)) {
        return "This is not a card number. Check the digits.";
    }
    return std::nullopt;
}

/// A card is good until the end of its month.
std::optional<FieldProblem> expiry_problem(const api::PaymentMethod& card, Timestamp now) {
    if (!card.exp_month || *card.exp_month < 1 || *card.exp_month > 12) {
        return FieldProblem{"paymentMethod.expMonth", "The expiry month is 1 to 12."};
    }
    const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
    const int this_year = static_cast<int>(today.year());
    if (!card.exp_year || *card.exp_year < 2000 || *card.exp_year > 2000u + 99u) {
        return FieldProblem{"paymentMethod.expYear", "The expiry year has four digits, such as 2030."};
    }
    const int year = static_cast<int>(*card.exp_year);
    if (year > this_year + kExpiryYearsMax) {
        return FieldProblem{"paymentMethod.expYear", "The expiry year is too far away."};
    }
    if (std::pair(year, *card.exp_month) < std::pair(this_year, static_cast<unsigned>(today.month()))) {
        return FieldProblem{"paymentMethod.expYear", "This card has expired."};
    }
    return std::nullopt;
}

std::optional<std::string> cvc_problem(const std::optional<std::string>& cvc) {
    const bool good = cvc && (cvc->size() == 3 || cvc->size() == 4) && std::ranges::all_of(*cvc, is_digit);
    if (good) return std::nullopt;
    return "The security code has 3 or 4 digits.";
}

std::vector<FieldProblem> check_token(const std::optional<std::string>& token) {
    if (token && !token->empty() && token->size() <= kTokenMax) return {};
    return {{"paymentMethod.token", "The payment token has 1 to 200 characters."}};
}

}  // namespace

std::vector<FieldProblem> check_payment_method(const api::PaymentMethod& method, Timestamp now) {
    if (method.type == api::PaymentMethodType::token) return check_token(method.token);
    std::vector<FieldProblem> problems;
    if (auto problem = number_problem(method.number)) {
        problems.push_back({"paymentMethod.number", std::move(*problem)});
    }
    if (auto problem = expiry_problem(method, now)) problems.push_back(std::move(*problem));
    if (auto problem = cvc_problem(method.cvc))
        problems.push_back({"paymentMethod.cvc", std::move(*problem)});
    return problems;
}

std::string card_digits(std::string_view number) {
    std::string digits;
    for (const char c : number) {
        if (c == ' ' || c == '-') continue;
        if (!is_digit(c)) return {};
        digits += c;
    }
    return digits;
}

}  // namespace fairgate
