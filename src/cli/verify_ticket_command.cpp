#include "cli/verify_ticket_command.hpp"

#include "accounts/server_keys.hpp"
#include "checkout/ticket_code.hpp"
#include "cli/cli_error.hpp"

#include <fmt/format.h>

namespace fairgate::cli {
namespace {

constexpr const char* kTicketHelp =
    "Check the code of a ticket's QR picture without a server. The key is `ticketPublicKey` of GET "
    "/api/config, or\n"
    "is derived from the secret.key of a data folder.";

struct TicketOptions {
    std::string code;
    std::string key;
    std::string data;
};

TicketPublicKey key_of(const TicketOptions& options) {
    if (!options.key.empty()) {
        const auto key = ticket_key_from_text(options.key);
        if (!key)
            throw CliError(kUsage, "--key must be an Ed25519 public key, 43 characters of URL-safe base 64");
        return *key;
    }
    try {
        const auto keys = ServerKeys::load(options.data);
        if (!keys) throw CliError(kUsage, fmt::format("there is no secret.key in {}", options.data));
        return TicketSigner(keys->ticket_seed).public_key();
    } catch (const KeyFileUnusable& error) {
        throw CliError(kUsage, error.what());
    }
}

void verify(const TicketOptions& options) {
    const auto facts = verify_ticket_code(options.code, key_of(options));
    if (!facts) throw CliError(kFailed, "this ticket is not genuine");
    fmt::print("genuine\nticket {}\norder  {}\nevent  {}\nseat   {}\nissued {}\n", facts->ticket.text(),
               facts->order.text(), facts->event.text(), facts->seat, to_rfc3339(facts->issued_at));
}

}  // namespace

void add_verify_ticket_command(CLI::App& app) {
    auto* command = app.add_subcommand("verify-ticket", kTicketHelp);
    auto options = std::make_shared<TicketOptions>();
    command->add_option("code", options->code, "What the QR code says: FG1. and letters")->required();
    auto* source = command->add_option_group("key", "Where the key comes from");
    source->add_option("--key", options->key, "The public key");
    source->add_option("--data", options->data, "The data folder of the server that sold the ticket");
    source->require_option(1);
    command->callback([options] { verify(*options); });
}

}  // namespace fairgate::cli
