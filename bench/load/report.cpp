#include "load/report.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cmath>

namespace fairgate::bench {

double Latencies::percentile_ms(double share) const {
    if (durations_.empty()) return 0;
    auto sorted = durations_;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::ranges::nth_element(sorted, at);
    return std::chrono::duration<double, std::milli>(*at).count();
}

std::string report_line(const std::string& name, const Latencies& latencies,
                        std::chrono::duration<double> took) {
    return boost::json::serialize(boost::json::value{
        {"name", name},
        {"seconds", took.count()},
        {"calls", latencies.count()},
        {"failures", latencies.failures()},
        {"refused", latencies.refused()},
        {"perSecond", static_cast<double>(latencies.count()) / took.count()},
        {"p50Ms", latencies.percentile_ms(0.5)},
        {"p99Ms", latencies.percentile_ms(0.99)},
        {"p999Ms", latencies.percentile_ms(0.999)},
    });
}

}  // namespace fairgate::bench
