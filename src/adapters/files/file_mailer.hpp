#pragma once

#include "notify/mailer.hpp"

#include <filesystem>

namespace fairgate::files {

/// Writes each mail to a file of its own, NAME.eml, that mail readers open: to see mail without a mail
/// server. A file is there whole or not at all; the same mail sent again replaces it.
class FileMailer final : public Mailer {
  public:
    explicit FileMailer(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Task<void> send(Mail mail) override;

  private:
    std::filesystem::path folder_;
};

}  // namespace fairgate::files
