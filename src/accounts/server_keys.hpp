#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace fairgate {

using Key = std::array<std::uint8_t, 32>;

/// Why the secret key file cannot be used, as one sentence for the operator.
class KeyFileUnusable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The installation's secrets, all derived from the 32 random bytes in `secret.key`. Losing the file logs
/// everybody out and voids every printed ticket; whoever reads it can forge both.
struct ServerKeys {
    Key session;
    Key ticket_seed;
    Key queue_token;
    Key receipt_seed;
    Key access_code;
    /// Tells these secrets from those of another installation, and nothing of them: lower-case hexadecimal.
    std::string fingerprint;

    /// Reads `secret.key` of the data folder, writing one (mode 0600, on disk before it is used) when it is
    /// missing.
    static ServerKeys load_or_create(const std::filesystem::path& folder);

    /// As above, but empty when the file is missing.
    static std::optional<ServerKeys> load(const std::filesystem::path& folder);

    /// Deletes `secret.key` if these are its keys: it may have been replaced since they were read.
    void discard(const std::filesystem::path& folder) const;
};

}  // namespace fairgate
