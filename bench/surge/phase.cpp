#include "surge/phase.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <stdexcept>

namespace fairgate::bench {

Phase Phase::parse(const std::string& text) {
    const auto first = text.find(':');
    const auto last = text.rfind(':');
    if (first == std::string::npos || first == last) {
        throw std::invalid_argument(text + " is not NAME:RATE:SECONDS");
    }
    Phase phase;
    phase.name = text.substr(0, first);
    phase.rate = std::stod(text.substr(first + 1, last - first - 1));
    phase.seconds = std::stod(text.substr(last + 1));
    return phase;
}

std::string Phase::line() const {
    return boost::json::serialize(boost::json::value{
        {"name", name},
        {"rate", rate},
        {"seconds", seconds},
        {"came", came},
        {"unsent", unsent},
        {"finishedPerSecond", static_cast<double>(finished) / seconds},
        {"refused", refusals.count()},
        {"failures", failures},
        {"reserveP50Ms", reserve.percentile_ms(0.5)},
        {"reserveP99Ms", reserve.percentile_ms(0.99)},
        {"refusalP50Ms", refusals.percentile_ms(0.5)},
        {"refusalP99Ms", refusals.percentile_ms(0.99)},
        {"payP50Ms", pay.percentile_ms(0.5)},
        {"payP99Ms", pay.percentile_ms(0.99)},
    });
}

}  // namespace fairgate::bench
