#include "base/sealed_text.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <utility>

namespace fairgate {
namespace {

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// The text in a file in memory, mapped; null, with nothing left behind, when it cannot be had.
const char* map_file(int file, std::string_view text) {
    if (!write_all(file, text)) return nullptr;
    void* const mapped = ::mmap(nullptr, text.size(), PROT_READ, MAP_SHARED, file, 0);
    return mapped == MAP_FAILED ? nullptr : static_cast<const char*>(mapped);
}

}  // namespace

SealedText::SealedText(std::string text) : text_(std::move(text)) {
    if (text_.size() < kFileBytesMin || text_.size() > kFileBytesMax) return;
    // Too many open files, or none of this kind here: the text itself does as well.
    const int file = ::memfd_create("fairgate", MFD_CLOEXEC);
    if (file < 0) return;
    mapped_ = map_file(file, text_);
    if (!mapped_) {
        ::close(file);
        return;
    }
    file_ = file;
    size_ = text_.size();
    text_ = {};
}

SealedText::SealedText(SealedText&& other) noexcept
    : text_(std::exchange(other.text_, {})),
      file_(std::exchange(other.file_, -1)),
      mapped_(std::exchange(other.mapped_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

SealedText& SealedText::operator=(SealedText&& other) noexcept {
    std::swap(text_, other.text_);
    std::swap(file_, other.file_);
    std::swap(mapped_, other.mapped_);
    std::swap(size_, other.size_);
    return *this;
}

SealedText::~SealedText() {
    if (!mapped_) return;
    ::munmap(const_cast<char*>(mapped_), size_);
    ::close(file_);
}

std::string_view SealedText::text() const {
    return mapped_ ? std::string_view(mapped_, size_) : std::string_view(text_);
}

}  // namespace fairgate
