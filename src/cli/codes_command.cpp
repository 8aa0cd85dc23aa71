#include "cli/codes_command.hpp"

#include "accounts/server_keys.hpp"
#include "base/random.hpp"
#include "cli/cli_error.hpp"
#include "cli/text_file.hpp"
#include "waitingroom/access_code.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <limits>

namespace fairgate::cli {
namespace {

constexpr std::uint32_t kCodesMax = 1'000'000;
constexpr const char* kCodesFooter =
    "Whoever shows a code in the event's waiting room between --from and --until, and before the sale opens "
    "to "
    "all,\n"
    "may choose seats at once, for the length of a shopping window. Codes are signed with the secret.key of "
    "the data\n"
    "folder: nothing is stored, the server need not be stopped, and every node with the same key takes them. "
    "Only uses\n"
    "are stored: a code opens again for the browser or account that used it, and counts once. Times are RFC "
    "3339.\n"
    "Examples:\n"
    "  fairgate codes --event 0f2k7q9x3m1ab --count 500 --from 2027-01-08T10:00:00+01:00 \\\n"
    "    --until 2027-01-10T10:00:00+01:00 --out codes.txt\n"
    "  fairgate codes --event 0f2k7q9x3m1ab --uses 200 --from 2027-01-08T10:00:00Z --until "
    "2027-01-09T10:00:00Z \\\n"
    "    --links https://tickets.example      one code for a fan club, as a link";

struct CodesOptions {
    std::string data = "data";
    std::string event;
    std::uint32_t count = 1;
    std::uint16_t uses = 1;
    std::string from;
    std::string until;
    std::string links;
    std::filesystem::path out;
};

SecretKey key_in(const std::string& data) {
    try {
        const auto keys = ServerKeys::load(data);
        if (!keys) throw CliError(kUsage, fmt::format("There is no secret.key in {}.", data));
        return keys->access_code;
    } catch (const KeyFileUnusable& error) {
        throw CliError(kUsage, error.what());
    }
}

Timestamp read_time(const char* flag, const std::string& text) {
    const auto time = from_rfc3339(text);
    const bool fits =
        time && time->time_since_epoch() >= std::chrono::seconds{0} &&
        time->time_since_epoch() <= std::chrono::seconds{std::numeric_limits<std::uint32_t>::max()};
    if (!fits) {
        throw CliError(
            kUsage, fmt::format("{} wants a time such as 2027-01-08T10:00:00+01:00, not '{}'.", flag, text));
    }
    return *time;
}

AccessCode promise_of(const CodesOptions& options) {
    const auto event = EventId::parse(options.event);
    if (!event) {
        throw CliError(kUsage, fmt::format("--event wants the id of an event, as in its address, not '{}'.",
                                           options.event));
    }
    AccessCode code{.event = *event,
                    .from = read_time("--from", options.from),
                    .until = read_time("--until", options.until),
                    .uses_max = options.uses};
    if (code.from >= code.until) throw CliError(kUsage, "--until must be after --from.");
    return code;
}

void make_codes(const CodesOptions& options) {
    AccessCode code = promise_of(options);
    // The codes in it may be with fans already. A device is written to all the same.
    std::error_code ignored;
    if (std::filesystem::is_regular_file(options.out, ignored)) {
        throw CliError(kUsage,
                       fmt::format("{} is there already; nothing was written.", options.out.string()));
    }
    const AccessCodes codes(key_in(options.data));
    SystemRandom random;
    // Behind the "#" it reaches the page, and no server's log.
    const std::string head =
        options.links.empty() ? "" : fmt::format("{}/events/{}/queue#code=", options.links, options.event);
    std::string lines;
    for (std::uint32_t i = 0; i < options.count; ++i) {
        code.serial = random.next() & INT64_MAX;
        lines += head + codes.issue(code) + "\n";
    }
    if (options.out.empty()) {
        fmt::print("{}", lines);
        return;
    }
    write_text_file(options.out, lines);
    fmt::print("Wrote {} code{} to {}\n", options.count, options.count == 1 ? "" : "s", options.out.string());
}

}  // namespace

void add_codes_command(CLI::App& app) {
    auto* command = app.add_subcommand("codes", "Make access codes for the presale of an event in demand");
    auto options = std::make_shared<CodesOptions>();
    command->add_option("--data", options->data, "The data folder of the server, with its secret.key")
        ->capture_default_str();
    command->add_option("--event", options->event, "The event, as in its address")->required();
    command->add_option("--count", options->count, "How many codes")
        ->capture_default_str()
        ->check(CLI::Range(1U, kCodesMax));
    command->add_option("--uses", options->uses, "How many may use each code")
        ->capture_default_str()
        ->check(CLI::Range(1, 65'535));
    command->add_option("--from", options->from, "When they begin to open the shop")->required();
    command->add_option("--until", options->until, "When they cease to, at the latest with the sale")
        ->required();
    command->add_option("--links", options->links,
                        "Write links to the waiting room of the site with this address, in place of codes");
    command->add_option("--out", options->out,
                        "Write them to this new file, one a line, in place of the screen");
    command->footer(kCodesFooter);
    command->callback([options] { make_codes(*options); });
}

}  // namespace fairgate::cli
