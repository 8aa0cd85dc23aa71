#pragma once

#include <boost/asio/ssl/context.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace fairgate::http {

/// Why certificate and key cannot be used, as one sentence for the operator.
class TlsUnusable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

using TlsContextPtr = std::shared_ptr<boost::asio::ssl::context>;

/// Certificate and private key that this server shows. They can be replaced while it runs: connections that
/// are open keep those they began with. Thread-safe.
class TlsIdentity {
  public:
    /// PEM files: the certificate with its chain, leaf first, and its key. Throws TlsUnusable.
    TlsIdentity(std::filesystem::path certificate, std::filesystem::path key);

    /// Reads both files again. Throws TlsUnusable and keeps the old ones when they cannot be used.
    void reload();

    TlsContextPtr context() const;

  private:
    const std::filesystem::path certificate_;
    const std::filesystem::path key_;
    mutable std::mutex mutex_;
    TlsContextPtr context_;
};

}  // namespace fairgate::http
