#include "base/memory.hpp"

/// Of mimalloc, which only the program itself is linked with.
extern "C" [[gnu::weak]] void mi_collect(bool force) noexcept;

namespace fairgate {

void give_memory_back() {
    if (mi_collect) mi_collect(true);
}

}  // namespace fairgate
