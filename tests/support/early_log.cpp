#include <spdlog/spdlog.h>

namespace fairgate::testing {
namespace {

/// Makes spdlog's registry before any thread begins. Its library is not built for ThreadSanitizer, which
/// would take the first use on one thread and the next on another for a race.
[[maybe_unused]] const auto kLogger = spdlog::default_logger();

}  // namespace
}  // namespace fairgate::testing
