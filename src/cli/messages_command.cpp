#include "cli/messages_command.hpp"

#include "adapters/sqlite/sqlite_delivery_store.hpp"
#include "base/clock.hpp"
#include "cli/cli_error.hpp"
#include "cli/event_loops.hpp"

#include <fmt/format.h>

namespace fairgate::cli {
namespace {

constexpr const char* kFooter =
    "A message, such as the one that sends an order's confirmation, is tried again with growing pauses. When "
    "nothing\nhelps it becomes a dead letter and stays until somebody has removed the cause and replays it.\n"
    "Examples:\n"
    "  fairgate messages list                      the dead letters, oldest first\n"
    "  fairgate messages replay 1795000000000-12   one of them, by its id\n"
    "  fairgate messages replay --all";
constexpr std::uint32_t kListedMax = 1'000;

struct Options {
    std::filesystem::path data = "data";
    std::string id;
    bool all = false;
};

void list(const Options& options) {
    std::vector<DeadLetter> letters;
    try {
        letters = sqlite::read_dead_letters(options.data, kListedMax);
    } catch (const sqlite::SqliteError& error) {
        throw CliError(kFailed, fmt::format("The store in {} cannot be read: {}. Is --data right?",
                                            options.data.string(), error.what()));
    }
    for (const auto& letter : letters) {
        fmt::print("{}  {}  queue {}  attempts {}  {}\n    {}\n    {}\n", letter.message.id,
                   to_rfc3339(letter.died_at), letter.queue, letter.attempts, letter.message.topic,
                   letter.reason, letter.message.body);
    }
    if (letters.empty()) fmt::print("There are no dead letters.\n");
}

void replay(const Options& options) {
    if (options.all == !options.id.empty()) {
        throw CliError(kUsage,
                       "say which message to replay: its id from 'fairgate messages list', or --all.");
    }
    try {
        if (!std::filesystem::exists(options.data / "fairgate.db")) {
            throw CliError(kUsage, fmt::format("There is no store in {}.", options.data.string()));
        }
        sqlite::StoreFile file(options.data);
        sqlite::SqliteDeliveryStore store(file);
        EventLoops loops(1);
        const auto id = options.all ? std::nullopt : std::optional(options.id);
        const auto count = loops.wait_for(store.replay(id, SystemClock().now()));
        loops.stop();
        if (count == 0 && !options.all)
            throw CliError(kFailed, "There is no dead letter " + options.id + ".");
        fmt::print("{} replayed; 'fairgate serve' handles them.\n", count);
    } catch (const sqlite::StoreUnusable& error) {
        throw CliError(kFailed, error.what());
    }
}

}  // namespace

void add_messages_command(CLI::App& app) {
    auto* command = app.add_subcommand("messages", "List and replay messages that could not be handled");
    command->require_subcommand(1);
    command->footer(kFooter);
    auto options = std::make_shared<Options>();
    const auto add = [&](const char* name, const char* description) {
        auto* subcommand = command->add_subcommand(name, description);
        subcommand->add_option("--data", options->data, "The data folder")->capture_default_str();
        subcommand->footer(kFooter);
        return subcommand;
    };
    add("list", "Print the dead letters; a running server is not disturbed")->callback([options] {
        list(*options);
    });
    auto* again = add("replay", "Queue dead letters anew, as if never tried; the server must not be running");
    again->add_option("id", options->id, "The message's id");
    again->add_flag("--all", options->all, "Every dead letter");
    again->callback([options] { replay(*options); });
}

}  // namespace fairgate::cli
