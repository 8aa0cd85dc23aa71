#include "accounts/server_keys.hpp"

#include "base/encoding.hpp"
#include "base/random.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fairgate {
namespace {

constexpr const char* kFileName = "secret.key";
constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "fairgate";

/// Never reused for another purpose.
enum class Purpose : std::uint64_t {
    session = 1,
    ticket = 2,
    queue_token = 3,
    receipt = 4,
    access_code = 5,
    fingerprint = 6
};

/// Closes a file descriptor.
struct File {
    int descriptor;
    ~File() {
        if (descriptor >= 0) ::close(descriptor);
    }
};

[[noreturn]] void fail(const std::filesystem::path& file, const char* what) {
    throw KeyFileUnusable(fmt::format("The key file {} {}: {}.", file.string(), what, std::strerror(errno)));
}

std::optional<Key> read_key(const std::filesystem::path& path) {
    const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (file.descriptor < 0) {
        if (errno == ENOENT) return std::nullopt;
        fail(path, "cannot be read");
    }
    struct stat facts{};
    if (::fstat(file.descriptor, &facts) != 0) fail(path, "cannot be read");
    if ((facts.st_mode & 077) != 0) {
        throw KeyFileUnusable(fmt::format("The key file {} can be read by others. Run: chmod 600 {}",
                                          path.string(), path.string()));
    }
    Key key{};
    if (facts.st_size != static_cast<off_t>(key.size()) ||
        ::read(file.descriptor, key.data(), key.size()) != static_cast<ssize_t>(key.size())) {
        throw KeyFileUnusable(
            fmt::format("The key file {} is damaged: it has {} bytes, not {}. Restore it from a backup.",
                        path.string(), facts.st_size, key.size()));
    }
    return key;
}

void sync_folder(const std::filesystem::path& folder) {
    const File file{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (file.descriptor < 0 || ::fsync(file.descriptor) != 0) fail(folder, "cannot be written");
}

/// Written aside and renamed, so that a crash leaves the whole key or none.
Key create_key(const std::filesystem::path& folder) {
    const auto path = folder / kFileName;
    auto draft = path;
    draft += ".new";
    Key key{};
    SystemRandom().fill(std::as_writable_bytes(std::span(key)));
    {
        const File file{::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (file.descriptor < 0 || ::fchmod(file.descriptor, 0600) != 0 ||
            ::write(file.descriptor, key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
            ::fsync(file.descriptor) != 0) {
            fail(draft, "cannot be written");
        }
    }
    if (::rename(draft.c_str(), path.c_str()) != 0) fail(path, "cannot be written");
    sync_folder(folder);
    return key;
}

Key derive(const Key& master, Purpose purpose) {
    static_assert(crypto_kdf_KEYBYTES == sizeof(Key));
    Key key{};
    crypto_kdf_derive_from_key(key.data(), key.size(), static_cast<std::uint64_t>(purpose), kContext,
                               master.data());
    return key;
}

ServerKeys derive_all(const Key& master) {
    return {derive(master, Purpose::session),     derive(master, Purpose::ticket),
            derive(master, Purpose::queue_token), derive(master, Purpose::receipt),
            derive(master, Purpose::access_code), to_hex(derive(master, Purpose::fingerprint))};
}

void start_sodium() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

}  // namespace

ServerKeys ServerKeys::load_or_create(const std::filesystem::path& folder) {
    start_sodium();
    const auto known = read_key(folder / kFileName);
    return derive_all(known ? *known : create_key(folder));
}

std::optional<ServerKeys> ServerKeys::load(const std::filesystem::path& folder) {
    start_sodium();
    const auto known = read_key(folder / kFileName);
    if (!known) return std::nullopt;
    return derive_all(*known);
}

void ServerKeys::discard(const std::filesystem::path& folder) const {
    const auto now = load(folder);
    if (!now || now->fingerprint != fingerprint) return;
    std::filesystem::remove(folder / kFileName);
    sync_folder(folder);
}

}  // namespace fairgate
