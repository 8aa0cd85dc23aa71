#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace fairgate {
class Mailer;
struct MailSettings;
}  // namespace fairgate

namespace fairgate::cli {

/// How `fairgate serve` sends mail.
struct MailOptions {
    std::string from = "tickets@localhost";
    /// Empty: the address that is listened on.
    std::string public_url;
    /// Empty: mails become files in the data folder.
    std::string smtp;
    std::string smtp_user;
    std::filesystem::path smtp_password_file;
    bool smtp_plaintext = false;
};

void declare_mail(CLI::App& command, MailOptions& options);

/// What mails say, for a server at `own_url`. Throws CliError when the options make no sense.
MailSettings mail_settings(const MailOptions& options, const std::string& own_url);

/// The way out for mail; files go to `data`/mail. Throws CliError.
std::unique_ptr<Mailer> make_mailer(const MailOptions& options, const std::filesystem::path& data);

}  // namespace fairgate::cli
