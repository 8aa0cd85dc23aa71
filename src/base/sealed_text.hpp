#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fairgate {

/// Text that many read and nobody changes. A rather long one lies in a file in memory, from which the kernel
/// sends it to any number of sockets without copying it (`sendfile`).
class SealedText {
  public:
    /// Shorter ones are copied in less time than a second system call takes, longer ones in less than their
    /// pages are handed over one by one: bench/run get.
    static constexpr std::size_t kFileBytesMin = 32'768;
    static constexpr std::size_t kFileBytesMax = 1'048'576;

    SealedText() = default;
    explicit SealedText(std::string text);
    SealedText(SealedText&& other) noexcept;
    SealedText& operator=(SealedText&& other) noexcept;
    ~SealedText();

    std::string_view text() const;

    /// A descriptor of the file that is the whole text, or -1 when there is none.
    /// Lives as long as this; others must not move its position.
    int file() const { return file_; }

  private:
    std::string text_;
    int file_ = -1;
    const char* mapped_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace fairgate
