#include "adapters/redis/script.hpp"

#include "base/assert.hpp"
#include "base/encoding.hpp"

#include <openssl/evp.h>

namespace fairgate::redis {
namespace {

Bytes sha1(std::string_view text) {
    Bytes digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    const int done = EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    FAIRGATE_ASSERT(done == 1);
    digest.resize(size);
    return digest;
}

}  // namespace

Script::Script(std::string_view text) : text_(text), sha_(to_hex(sha1(text))) {}

}  // namespace fairgate::redis
