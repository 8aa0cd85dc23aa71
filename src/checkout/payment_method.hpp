#pragma once

#include "base/time.hpp"
#include "checkout/api.hpp"

namespace fairgate {

/// What is wrong with one field of a request: its JSON path below the document and a sentence for people.
struct FieldProblem {
    std::string field;
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(FieldProblem, (), (field, problem))

/// Everything that can be told of a card before the provider is asked: number, expiry, security code. Empty
/// when good.
std::vector<FieldProblem> check_payment_method(const api::PaymentMethod& method, Timestamp now);

/// The digits of a card number; spaces and hyphens between them are dropped. Empty when there is anything
/// else.
std::string card_digits(std::string_view number);

}  // namespace fairgate
