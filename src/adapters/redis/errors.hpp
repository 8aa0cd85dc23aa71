#pragma once

#include <stdexcept>

namespace fairgate::redis {

/// Something went wrong with a command. What Redis is used for here, all can do without.
class Failure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Redis gave no answer: it cannot be reached, takes too long, or its breaker is open. What was asked may or
/// may not have been done.
class Unreachable : public Failure {
  public:
    using Failure::Failure;
};

/// Redis understood and refused. The text is its own, and begins with a code such as WRONGTYPE.
class Refused : public Failure {
  public:
    using Failure::Failure;
};

/// An address that makes no sense, as one sentence for the operator.
class BadAddress : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace fairgate::redis
