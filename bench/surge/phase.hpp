#pragma once

#include "load/report.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace fairgate::bench {

/// A stretch of time in which buyers come at one rate, and what became of them.
struct Phase {
    std::string name;
    /// Buyers a second, who come however slow the server is; 0 for as many as the server answers.
    double rate = 0;
    double seconds = 0;

    std::uint64_t came = 0;
    /// Of these found no connection: all were at work, or had been told to come again later.
    std::uint64_t unsent = 0;
    /// Purchases that were finished in this time, whenever the buyer came.
    std::uint64_t finished = 0;
    std::uint64_t failures = 0;
    /// Of those who came in this time, from the moment they were to come.
    Latencies reserve;
    Latencies refusals;
    Latencies pay;

    /// From NAME:RATE:SECONDS. Throws invalid_argument.
    static Phase parse(const std::string& text);
    /// A line of JSON.
    std::string line() const;
};

}  // namespace fairgate::bench
