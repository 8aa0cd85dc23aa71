#include <spdlog/spdlog.h>

namespace fairgate::testing {
namespace {

/// Outages are what these tests are about, so nobody wants to read of them. Before any thread begins, for
/// ThreadSanitizer does not see that spdlog's library makes its registry only once.
[[maybe_unused]] const bool kIsQuiet = (spdlog::set_level(spdlog::level::off), true);

}  // namespace
}  // namespace fairgate::testing
