#pragma once

#include "notify/mailer.hpp"

#include <filesystem>

namespace fairgate::files {

/// Writes each mail to a file of its own, ID.eml, that mail readers open: to see mail without a mail server.
/// A file is there whole or not at all, and none is ever replaced: the same mail sent again is ID.2.eml, so
/// that whoever looks sees what a buyer would have got twice. Any number of writers may share the folder.
class FileMailer final : public Mailer {
  public:
    /// Files of one mail; what is sent more often than that fails.
    static constexpr std::uint32_t kFilesPerMailMax = 1'000;

    explicit FileMailer(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Task<void> send(Mail mail) override;

  private:
    std::filesystem::path folder_;
};

}  // namespace fairgate::files
