#include "cli/mail_options.hpp"

#include "adapters/files/file_mailer.hpp"
#include "adapters/smtp/smtp_mailer.hpp"
#include "base/mail_address.hpp"
#include "cli/cli_error.hpp"
#include "cli/text_file.hpp"
#include "notify/order_mail.hpp"

#include <CLI/CLI.hpp>

namespace fairgate::cli {
namespace {

constexpr const char* kGroup = "Mail";
constexpr std::size_t kPasswordBytesMax = 4096;

std::string read_password(const std::filesystem::path& file) {
    std::string password = read_text_file(file, kPasswordBytesMax);
    while (password.ends_with('\n') || password.ends_with('\r')) password.pop_back();
    return password;
}

}  // namespace

void declare_mail(CLI::App& command, MailOptions& options) {
    command.add_option("--mail-from", options.from, "Address that mails come from")
        ->capture_default_str()
        ->envname("FAIRGATE_MAIL_FROM")
        ->group(kGroup);
    command
        .add_option("--public-url", options.public_url,
                    "Where buyers reach the web app, for links in mails; by default the address of --listen")
        ->envname("FAIRGATE_PUBLIC_URL")
        ->group(kGroup);
    auto* server =
        command
            .add_option("--smtp", options.smtp,
                        "Mail server, smtp://HOST:PORT or smtps://HOST:PORT; without it mails are written to "
                        "files in DATA/mail")
            ->envname("FAIRGATE_SMTP")
            ->group(kGroup);
    command.add_option("--smtp-user", options.smtp_user, "User of the mail server")
        ->needs(server)
        ->envname("FAIRGATE_SMTP_USER")
        ->group(kGroup);
    command.add_option("--smtp-password-file", options.smtp_password_file, "File with that user's password")
        ->envname("FAIRGATE_SMTP_PASSWORD_FILE")
        ->group(kGroup);
    command
        .add_flag("--smtp-plaintext", options.smtp_plaintext,
                  "Send without TLS to a mail server that has none: for a relay on this machine")
        ->envname("FAIRGATE_SMTP_PLAINTEXT")
        ->group(kGroup);
}

MailSettings mail_settings(const MailOptions& options, const std::string& own_url) {
    if (!is_mail_address(options.from)) {
        throw CliError(
            kUsage, "--mail-from wants an address such as tickets@example.org, not '" + options.from + "'.");
    }
    MailSettings settings{options.from, options.public_url.empty() ? own_url : options.public_url};
    while (settings.public_url.ends_with('/')) settings.public_url.pop_back();
    if (!settings.public_url.starts_with("http://") && !settings.public_url.starts_with("https://")) {
        throw CliError(kUsage, "--public-url wants an address such as https://tickets.example.org, not '" +
                                   options.public_url + "'.");
    }
    return settings;
}

std::unique_ptr<Mailer> make_mailer(const MailOptions& options, const std::filesystem::path& data) {
    if (options.smtp.empty()) return std::make_unique<files::FileMailer>(data / "mail");
    if (!options.smtp.starts_with("smtp://") && !options.smtp.starts_with("smtps://")) {
        throw CliError(kUsage,
                       "--smtp wants smtp://HOST:PORT or smtps://HOST:PORT, not '" + options.smtp + "'.");
    }
    smtp::SmtpSettings settings{
        .url = options.smtp, .user = options.smtp_user, .allow_plaintext = options.smtp_plaintext};
    if (!options.smtp_password_file.empty()) settings.password = read_password(options.smtp_password_file);
    return std::make_unique<smtp::SmtpMailer>(std::move(settings));
}

}  // namespace fairgate::cli
