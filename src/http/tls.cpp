#include "http/tls.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <string_view>

namespace fairgate::http {
namespace {

namespace ssl = boost::asio::ssl;

/// In the wire form of ALPN: a length, then that many bytes.
constexpr std::string_view kProtocols = "\x08http/1.1";

/// HTTP/1.1 for who asks for it, no choice for who does not know ALPN.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int offered_bytes, void*) {
    unsigned char* found = nullptr;
    const auto* ours = reinterpret_cast<const unsigned char*>(kProtocols.data());
    const int outcome = SSL_select_next_proto(
        &found, length, ours, static_cast<unsigned int>(kProtocols.size()), offered, offered_bytes);
    if (outcome != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

TlsUnusable unusable(std::string_view what, const std::filesystem::path& file,
                     const boost::system::error_code& error) {
    return TlsUnusable(
        fmt::format("The TLS {} {} cannot be used: {}.", what, file.string(), error.message()));
}

TlsContextPtr read_context(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION |
                         SSL_OP_CIPHER_SERVER_PREFERENCE);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate.string(), error);
    if (error) throw unusable("certificate", certificate, error);
    context->use_private_key_file(key.string(), ssl::context::pem, error);
    if (error) throw unusable("key", key, error);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_protocol, nullptr);
    // Thousands of quiet connections would each keep two buffers of 16 kB.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

}  // namespace

TlsIdentity::TlsIdentity(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)),
      key_(std::move(key)),
      context_(read_context(certificate_, key_)) {}

void TlsIdentity::reload() {
    auto fresh = read_context(certificate_, key_);
    const std::lock_guard lock(mutex_);
    context_ = std::move(fresh);
}

TlsContextPtr TlsIdentity::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

}  // namespace fairgate::http
