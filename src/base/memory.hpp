#pragma once

namespace fairgate {

/// Gives what this thread has freed back to the system, after work that needed much memory for a short time:
/// the allocator would keep it for more of the kind. Takes as long as freeing the memory did.
void give_memory_back();

}  // namespace fairgate
