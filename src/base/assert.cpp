#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace fairgate {

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "fairgate: assertion failed: %s at %s:%d\n", expression, file, line);
    std::abort();
}

}  // namespace fairgate
